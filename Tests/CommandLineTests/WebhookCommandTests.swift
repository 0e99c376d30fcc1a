import Foundation
import Postgres
import TestSupport
import Testing

@Suite("resonance webhooks", .database)
struct WebhookCommandTests {
  private static let sale =
    #"{"id":"evt_1","object":"event","created":1700000000,"livemode":true,"type":"checkout.session.completed","data":{"object":{"id":"cs_1","object":"checkout.session","mode":"payment","payment_status":"paid","payment_intent":"pi_1","amount_total":4900,"amount_subtotal":4900,"currency":"eur","customer_details":{"email":"carol@people.example"}}}}"#

  @Test func `sends what a source takes, and shows what became of it`() async throws {
    try await WebhookScene.run(database: TestDatabase.current.url) { scene in
      let service = try await scene.start()
      let company = try await scene.found("Tea", service)
      let file = scene.data + "/sale.json"
      try Self.sale.write(toFile: file, atomically: true, encoding: .utf8)
      func send(secret: String) async throws -> CommandRun {
        try await CommandRun(
          "webhooks", "send", file, "--provider", "stripe", "--secret", secret, "--times", "2", "--url",
          "http://127.0.0.1:\(service.port)\(company.source)")
      }
      let sent = try await send(secret: WebhookScene.secret)
      #expect(sent.status == 0, "\(sent.errors)")
      let lines = sent.output.split(separator: "\n")
      #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("200 ") })
      #expect(lines[0].contains("received") && lines[1].contains("repeated"))
      let refused = try await send(secret: "whsec_other")
      #expect(refused.status == 1 && refused.output.contains("401 "))

      try await scene.applied(1, of: company)
      let tail = try await CommandRun("webhooks", "tail", "--no-follow", "--database-url", scene.database)
      #expect(tail.status == 0, "\(tail.errors)")
      let shown = tail.output.split(separator: "\n")
      #expect(shown.count == 1)
      for word in ["applied", "checkout.session.completed", "evt_1"] { #expect(tail.output.contains(word)) }
      #expect(await service.stop() == 0)
    }
  }

  @Test(arguments: [
    (["--provider", "paypal", "--secret", "x"], "--provider"), (["--provider", "stripe"], "secret"),
    (["--provider", "standard", "--secret", "plain"], "--secret"),
  ])
  func `says what is missing before it sends`(arguments: [String], blamed: String) async throws {
    let run = try await CommandRun(["webhooks", "send", "/dev/null", "--url", "http://127.0.0.1:1/"] + arguments)
    #expect(run.status == 64 && run.errors.contains(blamed), "\(run.errors)")
  }
}
