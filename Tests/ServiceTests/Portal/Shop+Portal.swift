import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

extension Shop {
  /// Where an advocate's own page is, without the service's address.
  func portal(of advocate: String) async throws -> String {
    let url = try #require(try await get("/v1/advocates/\(advocate)").json["portal_url"]?.text)
    #expect(url.hasPrefix("\(service.origin)/a/"))
    return String(url.dropFirst(service.origin.count))
  }

  /// Makes an advocate of these members.
  func advocate(json: String) async throws -> JSON {
    let made = try await post("/v1/advocates", json)
    #expect(made.status == 201, "\(made.text)")
    return made.json
  }

  /// Says whether somebody may be named.
  func name(_ person: String, _ given: Bool, at time: String) async throws {
    let told = try await post(
      "/v1/people/\(person)/consents",
      #"{"purpose":"named_in_reports","given":\#(given),"occurred_at":"\#(time)"}"#)
    #expect(told.status == 201, "\(told.text)")
  }
}

extension HTTPAnswer {
  /// The value of a form's field of a name.
  func value(of field: String) -> String? {
    let start = "name=\"\(field)\" value=\""
    guard let range = text.firstRange(of: start) else { return nil }
    return String(text[range.upperBound...].prefix { $0 != "\"" })
  }
}
