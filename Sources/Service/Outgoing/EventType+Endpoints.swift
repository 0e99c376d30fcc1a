import Records
import Referrals
import StrictJSON

extension EventType {
  static let endpointDisabled = EventType(
    name: "endpoint.disabled",
    summary:
      "One of the program's endpoints answered 410, or did nothing but fail for five days. It collects events until it is enabled and replayed. The others are told.",
    data: .object([
      "id": .id(), "url": .string(format: "uri"), "reason": .string(oneOf: Endpoints.Reason.allCases.map(\.rawValue)),
      "failing_since": .time("The first failure since the last success.").orNull, "disabled_at": .time().orNull,
    ]),
    sample: .object([
      "id": "01960c3a-5c00-7000-8000-0000000e4d01", "url": "https://other.example/hooks", "reason": "failing",
      "failing_since": "2026-02-24T12:00:00Z", "disabled_at": "2026-03-01T12:00:00Z",
    ]))

  static let endpointTest = EventType(
    name: "endpoint.test", summary: "Somebody asked for it by POST /v1/endpoints/{id}/test.",
    data: .object(["endpoint_id": .id(), "message": .string()]),
    sample: .object([
      "endpoint_id": "01960c3a-5c00-7000-8000-0000000e4d01", "message": "This is a test: nothing has happened.",
    ]), isOnOffer: false)

  /// The data of ``endpointDisabled``.
  static func disabling(_ endpoint: Endpoints.Entry) -> JSON {
    .object([
      "id": .text(of: endpoint.id), "url": .string(endpoint.url), "reason": .text(endpoint.disabledReason?.rawValue),
      "failing_since": .text(of: endpoint.failingSince), "disabled_at": .text(of: endpoint.disabledAt),
    ])
  }

  /// The data of ``endpointTest``.
  static func test(of endpoint: Endpoints.ID) -> JSON {
    .object(["endpoint_id": .text(of: endpoint), "message": "This is a test: nothing has happened."])
  }
}
