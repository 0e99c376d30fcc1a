import Foundation
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
    Console.say("  console        \(base)/console")
    Console.say("  sign in with   the key in \(sample?.keyFile ?? "\(dataDirectory)/admin.key")")
    if let addresses = sample?.addresses {
      if let portal = addresses.portal { Console.say("  an advocate    \(base)\(portal)") }
      Console.say("  join           \(base)\(addresses.join)")
      if let link = addresses.link { Console.say("  try a link     \(base)\(link)") }
    }
    Console.say("  API document   \(base)/openapi.json")
    Console.say("  admin key in   \(dataDirectory)/admin.key")
    if sample != nil { Console.say("  first report   \(Self.firstReport(dataDirectory))") }
    Console.say("  stop with      Ctrl-C")
  }

  /// A line that can be pasted in any folder, whatever other programs there will be.
  private static func firstReport(_ dataDirectory: String) -> String {
    let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "resonance").standardizedFileURL.path
    return [program, "report", "revenue", "--program", Sample.programName, "--data-dir", dataDirectory]
      .map(quoted).joined(separator: " ")
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "/._-+:@".utf8.contains(byte)
      }
    }
    return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}
