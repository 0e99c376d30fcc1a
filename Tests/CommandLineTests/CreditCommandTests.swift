import Foundation
import Testing

@Suite("resonance credit")
struct CreditCommandTests {
  /// The example of Goyal, Bonchi and Lakshmanan.
  private let files: GraphFiles

  init() throws {
    files = try GraphFiles([
      "edges": "v,w\nv,t\ns,t\ns,z\nw,z\nv,u\nt,u\nw,u\nz,u\n",
      "actions": "story v 0,s 1,w 2,t 3,z 4,u 5,u 6,nobody 7\n",
    ])
  }

  private struct Row: Decodable, Equatable {
    let id: String
    let credit: Double
  }

  private func rows(_ options: String...) async throws -> [Row] {
    let run = try await CommandRun(
      ["credit", "--edges", files["edges"], "--actions", files["actions"], "--format", "json"] + options)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode([Row].self, from: Data(run.output.utf8))
  }

  @Test func `everybody who influenced somebody is listed, most first`() async throws {
    #expect(
      try await rows() == [
        Row(id: "v", credit: 2.75), Row(id: "s", credit: 1.25), Row(id: "w", credit: 0.875),
        Row(id: "t", credit: 0.25), Row(id: "z", credit: 0.25),
      ])
  }

  @Test func `with a set, those it influenced are listed, each with the part that is due to it`() async throws {
    #expect(try await rows("--of", "v").first { $0.id == "u" } == Row(id: "u", credit: 0.75))
    #expect(try await rows("--of", "s").first { $0.id == "u" } == Row(id: "u", credit: 0.25))
    #expect(
      try await rows("--of", "v,z") == [
        Row(id: "w", credit: 1), Row(id: "u", credit: 0.875), Row(id: "t", credit: 0.5),
      ])
  }

  @Test func `influence that fades gives less`() async throws {
    let faded = try await rows("--tau", "2", "--of", "v")
    // w sees only v, two before it, and is influenced every time it acts.
    #expect(abs((faded.first { $0.id == "w" }?.credit ?? 0) - 0.36787944117144233) < 1e-12)
  }

  @Test func `a table is for people`() async throws {
    let run = try await CommandRun("credit", "--edges", files["edges"], "--actions", files["actions"])
    #expect(run.output.hasPrefix("Person    Credit\n──────  ────────\nv       2.750000\n"))
  }

  @Test func `it is written as CSV, by person or by action`() async throws {
    let run = try await CommandRun(
      "credit", "--edges", files["edges"], "--actions", files["actions"], "--format", "csv", "--per", "action")
    #expect(run.output == "id,credit\nv,2.75\ns,1.25\nw,0.875\nt,0.25\nz,0.25\n")
  }

  @Test func `without edges nobody is credited`() async throws {
    let files = try GraphFiles(["edges": "# nobody\n", "actions": "ada 1,grace 2\n"])
    let run = try await CommandRun(
      "credit", "--edges", files["edges"], "--actions", files["actions"], "--format", "json")
    #expect((run.status, run.output) == (0, "[]\n"))
  }

  @Test func `lines that make no sense are named, in either file`() async throws {
    let broken = try GraphFiles(["edges": "ada grace\nada\n", "actions": "v 0\n\nv soon\nv 1,,s 2\n"])
    let edges = try await CommandRun("credit", "--edges", broken["edges"], "--actions", files["actions"])
    #expect((edges.status, edges.output) == (65, ""))
    #expect(edges.errors.contains("\(broken["edges"]), line 2: has one name"))
    let actions = try await CommandRun("credit", "--edges", files["edges"], "--actions", broken["actions"])
    #expect((actions.status, actions.output) == (65, ""))
    #expect(
      actions.errors == """
        Error: \(broken["actions"]), line 3: has soon for a time, which is a number
        \(broken["actions"]), line 4: has a comma without an action before it

        """)
  }

  @Test func `a file that is not there and a person whom nobody knows are told`() async throws {
    let absent = try await CommandRun("credit", "--edges", files["none"], "--actions", files["actions"])
    #expect(absent.status == 66)
    #expect(absent.errors == "Error: cannot read \(files["none"]): No such file or directory\n")
    let unknown = try await CommandRun(
      "credit", "--edges", files["edges"], "--actions", files["actions"], "--of", "v,barbara")
    #expect(unknown.status == 65)
    #expect(unknown.errors == "Error: \(files["edges"]) names nobody called “barbara”.\n")
  }

  @Test(arguments: ["0", "-1", "nan", "inf"])
  func `influence fades in a time above nothing`(tau: String) async throws {
    let run = try await CommandRun(
      "credit", "--edges", files["edges"], "--actions", files["actions"], "--tau=\(tau)")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: --tau must be a number above 0."))
  }
}
