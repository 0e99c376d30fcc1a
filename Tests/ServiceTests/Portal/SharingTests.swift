import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Words to share", .database)
struct SharingTests {
  private static let markup = #"</textarea><script>alert(1)</script>"&quot;&'<b>{{program}}"#

  private static func body(_ members: KeyValuePairs<String, JSON>) -> String {
    String(decoding: JSON.object(members).bytes, as: UTF8.self)
  }

  /// Where a page leads by itself, as a browser reads it.
  private func target(_ answer: HTTPAnswer) throws -> String {
    #expect(answer.status == 200)
    let found = try #require(answer.text.firstMatch(of: /http-equiv="refresh" content="0; url=([^"]*)"/))
    return String(found.1).replacing("&amp;", with: "&")
  }

  private func shared(_ target: String, _ name: String) -> String? {
    target.firstRange(of: "\(name)=").flatMap { range in
      Referrals.PercentEncoding.decode(target[range.upperBound...].prefix { $0 != "&" })
    }
  }

  @Test func `a program's own words are on every button, with the link where they want it`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let changed = try await shop.patch(
        "/v1/program",
        Self.body([
          "share_text": "{name} says:\r\ncome to {link} – {program}!", "share_subject": "{name} about {program}",
        ]))
      #expect(changed.status == 200 && changed.json["share_text"]?.text == "{name} says:\ncome to {link} – {program}!")
      let made = try await shop.advocate(json: #"{"external_id":"ada","name":"Ada Lovelace"}"#)
      let guest = Guest(service)
      let path = try await shop.portal(of: #require(made["id"]?.text))
      #expect(try await guest.get(path).text.contains("Ada says:\ncome to {link} – Analytical Engines!</textarea>"))
      for network in ShareNetwork.allCases where network != .mastodon && network != .sheet {
        let address = try #require(try await guest.get("\(path)/share/\(network.rawValue)")["location"])
        let text = shared(address, network == .email ? "body" : "text")
        #expect(network.takesWords == (text != nil), "\(network)")
        guard let text else { continue }
        #expect(text.replacing("\r\n", with: "\n").hasPrefix("Ada says:\ncome to \(service.origin)/r/"), "\(network)")
        #expect(text.contains(" – Analytical Engines!") && !text.contains("{"), "\(network)")
      }
      let mail = try #require(try await guest.get("\(path)/share/email")["location"])
      #expect(shared(mail, "subject") == "Ada about Analytical Engines")
      let sheet = try await guest.get("\(path)/share/share_sheet").json
      #expect(sheet["url"] == .null && sheet["text"]?.text?.contains("/r/") == true)

      let back = try await shop.patch("/v1/program", #"{"share_text":null,"share_subject":null}"#)
      #expect(back.json["share_text"] == .null && back.json["share_subject"] == .null)
      #expect(try await guest.get(path).text.contains("I like Analytical Engines and think you might too:</textarea>"))
    }
  }

  @Test func `an advocate's own words go along, whatever is in them, and nothing in them is interpreted`() async throws
  {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let path = try await shop.portal(of: shop.advocate("ada").id)
      let guest = Guest(service)
      func share(_ network: String, _ text: String, server: String = "") async throws -> HTTPAnswer {
        try await guest.post("\(path)/share", ["network": network, "text": text, "server": server])
      }
      for network in ["whatsapp", "x", "bluesky", "email", "mastodon"] {
        let answer = try await share(network, Self.markup, server: "social.example")
        #expect(answer["referrer-policy"] == "no-referrer" && !answer.text.contains("<script>alert"))
        let address = try target(answer)
        #expect(shared(address, network == "email" ? "body" : "text")?.hasPrefix(Self.markup) == true, "\(network)")
        #expect(!address.contains { "<>\"' ".contains($0) }, "\(network)")
      }
      #expect(
        try target(await share("mastodon", "x", server: "@ada@social.example")).hasPrefix(
          "https://social.example/share?"))
      #expect(try target(await share("x", "Here {link}, {name}")).contains("Here%20http%3A%2F%2F127.0.0.1"))
      #expect(try await shared(target(share("whatsapp", "")), "text")?.hasPrefix("\(service.origin)/r/") == true)

      let asked = try await share("mastodon", Self.markup)
      #expect(asked.status == 200 && asked.value(of: "text")?.contains("&lt;script&gt;") == true)
      let wrong = try await share("mastodon", "Kept words", server: "not \"one\"")
      #expect(wrong.status == 422 && wrong.value(of: "text") == "Kept words" && wrong.text.contains("role=\"alert\""))
      #expect(wrong.value(of: "server") == "not &quot;one&quot;")
      let long = try await share("x", String(repeating: "<b>", count: 400))
      #expect(long.status == 422 && long.text.contains("1200 characters") && !long.text.contains("<b>"))
      #expect(long.text.contains("&lt;b&gt;&lt;b&gt;"))
      #expect(try await share("x", "a\u{7}b").status == 422)
      #expect(try await share("nowhere", "x").status == 404)
      #expect(try await share("share_sheet", "Mine").json["text"]?.text == "Mine")
      // One link each, whatever words went along.
      let channels = try await shop.get("/v1/links").json["data"]?.elements.compactMap { $0["channel"]?.text } ?? []
      #expect(channels.sorted() == ["bluesky", "email", "mastodon", "share_sheet", "whatsapp", "x"])
    }
  }

  @Test(arguments: [
    (#"{"share_text":"Come to {url}"}"#, "share_text"), (#"{"share_text":"{}"}"#, "share_text"),
    (#"{"share_text":""}"#, "share_text"), (#"{"share_text":"a\u0007"}"#, "share_text"),
    (#"{"share_subject":"{link}"}"#, "share_subject"), (#"{"share_subject":"two\nlines"}"#, "share_subject"),
    (#"{"joining":"perhaps"}"#, "joining"), (#"{"share_text":7}"#, "share_text"),
  ])
  func `words that make no sense are refused, by the name of the field`(body: String, field: String) async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let before = try await shop.get("/v1/program")
      let refused = try await shop.patch("/v1/program", body)
      #expect(refused.status == 422 && refused.field == field, "\(refused.text)")
      #expect(refused.mediaType == "application/problem+json")
      #expect(try await shop.get("/v1/program").body == before.body)
    }
  }

  @Test func `a program can be made with its words, and they have an end`() async throws {
    try await LiveService.run { service in
      func make(_ text: String) async throws -> HTTPAnswer {
        try await service.ask(
          "POST", "/v1/programs", key: service.adminKey,
          json: Self.body([
            "name": "Mill", "currency": "EUR", "destination": "https://shop.example/", "joining": "closed",
            "share_text": .string(text),
          ]))
      }
      let most = String(repeating: "é", count: Limits.shareWords)
      let made = try await make(most)
      #expect(made.status == 201 && made.json["share_text"]?.text == most && made.json["joining"]?.text == "closed")
      #expect(try await make(most + "é").field == "share_text")
    }
  }

  @Test func `the console sets words and joining, keeps what was refused, and the audit log has both`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      func save(_ text: String, _ joining: String) async throws -> HTTPAnswer {
        try await guest.submit(
          "/console/settings", from: "/console/settings",
          [
            "name": "Analytical Engines", "destination": "https://shop.example/", "share_text": text,
            "joining": joining,
          ])
      }
      let refused = try await save("Dear {friend}</textarea><b>", "closed")
      #expect(refused.status == 422 && refused.text.contains("Dear {friend}&lt;/textarea&gt;&lt;b&gt;</textarea>"))
      #expect(refused.text.contains("May have {link}, {program} or {name} in it, and has {friend}."))
      #expect(refused.text.contains(#"<option value="closed" selected>"#))
      #expect(try await shop.get("/v1/program").json["joining"]?.text == "open")
      #expect(try await save("One line,\r\n{link}", "closed").status == 303)
      let page = try await guest.get("/console/settings").text
      #expect(page.contains("One line,\n{link}</textarea>") && page.contains("\(service.origin)/join/\(shop.id)\""))
      let log = try await guest.get("/console/settings/audit.csv").text
      #expect(log.contains("joining: open → closed") && log.contains("share text: nothing → One line,"))
    }
  }
}
