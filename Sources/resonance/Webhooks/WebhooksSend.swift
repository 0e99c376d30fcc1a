import ArgumentParser
import Foundation
import HTTPClient
import Referrals
import Webhooks

/// `resonance webhooks send FILE`.
struct WebhooksSend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send", abstract: "Sign a body as a provider signs it, and post it to a source.",
    discussion: """
      The answer's status and body are shown; the exit code is 0 where the delivery was taken. Example:
        resonance webhooks send sale.json --provider stripe --secret whsec_… --url http://127.0.0.1:8080/hooks/<id>
      """)

  @Argument(help: "The file that is the body, byte for byte; - for standard input.")
  var file: String

  @Option(help: "Who signs: \(Providers.all.map(\.name).joined(separator: ", ")).")
  var provider: String

  @Option(help: "The signing secret, as the source has it. [RESONANCE_WEBHOOK_SECRET]")
  var secret: String?

  @Option(help: "The source's address.")
  var url: String

  @Option(help: "The topic, for providers that tell it in a header: orders/paid, order.created.")
  var type: String?

  @Option(help: "The delivery's id, for providers that tell it in a header. (default: a new one)")
  var id: String?

  @Option(help: "How often to send it, to see that once is enough.")
  var times = 1

  func validate() throws {
    guard let signer = Providers.named(provider) else {
      throw ValidationError("--provider must be one of \(Providers.all.map(\.name).joined(separator: ", ")).")
    }
    guard let secret = signingSecret else {
      throw ValidationError("The signing secret is needed: --secret or RESONANCE_WEBHOOK_SECRET.")
    }
    do throws(InvalidSecret) {
      try signer.validate(secret: secret)
    } catch {
      throw ValidationError("--secret \(error.description)")
    }
    guard (1...1000).contains(times) else { throw ValidationError("--times must be from 1 to 1000.") }
  }

  private var signingSecret: String? { DatabaseOptions.setting(secret, "RESONANCE_WEBHOOK_SECRET") }

  func run() async throws {
    guard let signer = Providers.named(provider), let secret = signingSecret else { return }
    let body = try body()
    let id = id ?? "msg_\(Identifier<Delivery>.timeOrdered(at: .now()))"
    // Whoever types the address may reach it.
    let client: HTTPClient
    do {
      client = try HTTPClient(HTTPClient.Configuration { _ in true })
    } catch {
      throw CommandFailure(.software, "Nothing can be sent: \(error.description).")
    }
    var isTaken = true
    for _ in 0..<times {
      let headers = try signer.sign(body, secret: SigningSecret(secret), id: id, now: .now(), type: type)
      let request = HTTPClient.Request(
        method: "POST", url: url, headers: [("Content-Type", "application/json")] + headers, body: body)
      do {
        let response = try await client.send(request)
        let answer = String(decoding: response.body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        print("\(response.status) \(answer)")
        isTaken = isTaken && (200...299).contains(response.status)
      } catch {
        throw CommandFailure(.unavailable, "\(url) could not be reached: \(error.description).")
      }
    }
    await client.close()
    guard isTaken else { throw ExitCode.failure }
  }

  private func body() throws -> [UInt8] {
    if file == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw CommandFailure(.noInput, "\(file) can't be read.")
    }
  }
}
