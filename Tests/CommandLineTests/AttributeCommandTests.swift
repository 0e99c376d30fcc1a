import Foundation
import Testing

@Suite("resonance attribute")
struct AttributeCommandTests {
  /// Runs the command on a file of those lines.
  private func attribute(_ lines: [String], _ arguments: String...) async throws -> CommandRun {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("resonance-\(UUID().uuidString).csv")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try await CommandRun(["attribute", file.path] + arguments)
  }

  private let chain = ["path,conversions,nulls", "g,2,1", "m,1,0", "g > m,1,0"]

  @Test func `markov says what would be missing without each touch`() async throws {
    let run = try await attribute(chain, "--model", "markov", "--format", "json")
    #expect(
      run.output == """
        [
          {"touch": "g", "conversions": 2.4, "value": 0, "removal_effect": 0.75},
          {"touch": "m", "conversions": 1.6, "value": 0, "removal_effect": 0.5}
        ]

        """)
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test func `shapley splits every path alike`() async throws {
    let run = try await attribute(chain, "--model", "shapley", "--format", "csv")
    #expect(run.output == "touch,conversions,value\ng,2.5,0\nm,1.5,0\n")
    #expect(run.status == 0)
  }

  @Test func `what is not exact comes with its bound`() async throws {
    let second = try await attribute(chain, "--model", "markov", "--order", "2", "--format", "csv")
    #expect(second.output.hasPrefix("touch,conversions,value,removal_effect\ng,2.4,0,0.75\n"))
    #expect(second.errors == "Every removal effect is within 2e-10 of the exact one.\n")
    let path = (0...3000).map { "advocate \($0)" }.joined(separator: " > ")
    let many = try await attribute(["path", path, path], "--model", "markov", "--format", "csv")
    #expect(many.output.hasPrefix("touch,conversions,value,removal_effect\n"))
    let bound = many.errors.split(separator: " ").compactMap { Double($0) }
    #expect(bound.count == 1 && bound[0] <= 1e-4)
    #expect(many.status == 0)
  }

  @Test(arguments: [
    (["--model", "astrology"], "markov, shapley"), (["--model", "markov", "--order", "0"], "--order must be 1 to 20"),
  ])
  func `an option that cannot be used is refused`(arguments: [String], reason: String) async throws {
    let run = try await CommandRun(["attribute", "-"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(reason))
  }

  @Test func `a line that makes no sense is named`() async throws {
    let run = try await attribute(["path,value", "a > ,1"], "--model", "markov")
    #expect(run.status == 65)
    #expect(run.output == "")
    #expect(run.errors.hasSuffix(".csv, line 2: path has a touch without a name\n"))
  }
}
