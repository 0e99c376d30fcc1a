import HTTPServer
import HTTPTypes
import Postgres
import Referrals
import StrictJSON

/// `/hooks/{source_id}`: where providers post to.
struct HooksAPI: Sendable {
  var intake: DeliveryIntake

  /// A delivery is taken in here.
  var endpoints: [Endpoint] {
    [
      Endpoint(
        method: .post, path: "/hooks/{source_id}", summary: "Deliver a webhook",
        details:
          "For providers. The signature is checked over the bytes of the body; the delivery is kept before this is answered, and has its effect soon after, exactly once however often it is sent.",
        access: .open, parameters: [.path("source_id", "The source's id.")],
        body: .open("As the provider has it."), bodyLimit: 1 << 20,
        answers: [.init(status: .ok, description: "It is kept.", schema: Self.schema)], handle: take)
    ]
  }

  @Sendable private func take(_ call: Call) async throws -> Response {
    guard let id = Source.ID(call.parameter("source_id")) else {
      throw Problem.notFound("such source", field: "source_id")
    }
    switch try await intake.take(id, call.request) {
    case .greeted: return .json(.object(["status": "ok"]))
    case .kept(let id, let isNew):
      return .json(
        .object(["status": isNew ? "received" : "repeated", "delivery_id": isNew ? .text(of: id) : .null]))
    }
  }

  private static let schema = Schema.object(
    [
      "status": .string("Repeated: it was kept before.", oneOf: ["received", "repeated", "ok"]),
      "delivery_id": .id("Its id in /v1/inbox.").orNull,
    ], optional: ["delivery_id"])
}
