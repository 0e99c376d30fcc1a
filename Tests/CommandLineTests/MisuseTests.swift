import Testing

@Suite("Wrong usage")
struct MisuseTests {
  @Test(arguments: [
    ["--port", "99999"], ["--port", "web"], ["--public-url", "ftp://share.example"], ["--trusted-proxies", "10.0.0"],
    ["--outgoing-allow", "localhost"],
    ["--dedupe-minutes", "1441"], ["--log-level", "loud"],
  ])
  func `a setting that cannot be is named before anything is started`(arguments: [String]) async throws {
    let run = try await CommandRun("serve", arguments[0], arguments[1], "--data-dir", "/proc/nowhere")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: \(arguments[0]) must be "))
    #expect(run.errors.contains("See 'resonance serve --help'"))
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [
    ("--currency", "EURO"), ("--destination", "shop"), ("--model", "guess"),
    ("--name", String(repeating: "x", count: 201)),
  ])
  func `a program that cannot be is refused without a database`(option: String, value: String) async throws {
    var values = ["--name": "Shop", "--currency": "EUR", "--destination": "https://shop.example", "--model": "linear"]
    values[option] = value
    let run = try await CommandRun(
      "program", "create", "--name=\(values["--name"]!)", "--currency=\(values["--currency"]!)",
      "--destination=\(values["--destination"]!)", "--model=\(values["--model"]!)", "--data-dir", "/proc/nowhere")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: \(option)"))
  }
}
