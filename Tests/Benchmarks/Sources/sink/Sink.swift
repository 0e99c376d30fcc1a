import ArgumentParser
import Glibc

/// Receives webhooks, and says how many came and how late.
@main
struct Sink: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Receives webhooks on 127.0.0.1 until it is stopped.",
    discussion: """
      What is posted below /good is answered with 200 at once, what is posted below /hang never. GET /report tells what \
      came as name=value lines; GET /reset forgets it.
      """)

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
  var port: UInt16 = 0

  func run() throws {
    var receiver = try Receiver(port: port)
    print("listening on http://127.0.0.1:\(receiver.port)")
    fflush(nil)
    try receiver.run()
  }
}
