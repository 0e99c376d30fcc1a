import Service

/// What a start prints once the service listens: where to look.
struct Welcome {
  let address: String
  let base: String
  let dataDirectory: String
  let sample: SampleNote?

  func say() {
    Console.say("listening on \(address)")
    Console.say("")
    Console.say("  API document   \(base)/openapi.json")
    Console.say("  admin key in   \(dataDirectory)/admin.key")
    if let sample {
      Console.say("  sample key in  \(sample.keyFile)")
      Console.say("  try a link     \(base)\(sample.path)")
      Console.say(
        "  first report   \(Self.program) report revenue --program '\(Sample.programName)' --data-dir \(dataDirectory)")
    }
    Console.say("  stop with      Ctrl-C")
  }

  /// The program as it was called, so that the line can be pasted.
  private static var program: String { CommandLine.arguments.first ?? "resonance" }
}
