import Referrals
import Testing

@testable import Pages

@Suite("Advocates' own pages")
struct PortalPagesTests {
  private static let markup = #"</title><script>x</script>" onload='y"#

  private func page(_ ripple: PortalRipple, credits: [PortalResults.Credit] = []) -> PortalPage {
    let text = Self.markup
    let starts = [Day(2026, 1), Day(2026, 2)].compactMap { $0 }
    return PortalPage(
      program: text, name: text, path: "/a/token", link: "https://share.example/r/q7", text: text,
      qr: QRPicture(size: 2, isDark: [true, false, false, true]), isPaused: true,
      results: PortalResults(
        periods: .month, starts: starts, clicks: [1, 2, 3], came: 4, credits: credits,
        channels: [.init(text, clicks: 6)]),
      ripple: ripple,
      reach: PortalReach(within: [1, 2, 3], exclusive: 1, computedAt: Timestamp(seconds: 0)),
      data: PortalData(
        name: text, email: text, typedEmail: text, since: Timestamp(seconds: 0), isNamed: false, wording: text),
      notice: text, reader: Reader(languages: "en", zone: nil))
  }

  private let ripple = PortalRipple(
    children: [
      .init(
        .sharer, name: markup,
        children: [.init(.sharer, name: nil, children: [.init(.buyer, name: "Mary Anning")]), .init(.buyer, name: nil)]),
      .init(.buyer, name: nil), .init(.buyer, name: nil),
    ], generations: [1, 1], buyers: 4)

  @Test func `every page is well formed, and nothing in a name is ever interpreted`() throws {
    var typed = JoinPage.Typed(once: "1", click: "2")
    (typed.name, typed.email) = (Self.markup, Self.markup)
    var faults = JoinPage.Faults()
    (faults.name, faults.email, faults.agreed, faults.all) = ("a", "b", "c", "d")
    let pages = [
      page(ripple).html,
      page(PortalRipple(children: [], generations: [], buyers: 0)).html,
      LeavePage(program: Self.markup, path: "/a/token", isUnsure: true).html,
      GoOnPage(to: .mastodon, address: "https://social.example/share?text=\(Self.markup)", back: "/a/token").html,
      MastodonPage(path: "/a/token", words: Self.markup, server: Self.markup, fault: Self.markup).html,
      OwnWordsPage(program: Self.markup, path: "/a/token", words: Self.markup, fault: Self.markup).html,
      JoinPage(
        program: Self.markup, path: "/join/p", host: Self.markup, portal: "/a/token", typed: typed, faults: faults,
        wording: Self.markup, namedWording: Self.markup
      ).html,
    ]
    for page in pages {
      let tags = try Tags(page)
      #expect(tags.all("script").allSatisfy { $0.attributes.contains("src=\"/assets/") && $0.text.isEmpty })
      #expect(!tags.elements.contains { $0.attributes.contains("\" onload") || $0.attributes.contains("style=") })
      #expect(!tags.all("h1").isEmpty)
    }
  }

  @Test func `the picture has a mark for everybody, names none who did not agree, and says the same in words`() throws {
    let html = page(ripple).html
    let tags = try Tags(html)
    #expect(tags.all("circle").filter { $0.attributes.contains("class=\"buyer") }.count == 4)
    #expect(tags.all("circle").filter { $0.attributes.contains("class=\"sharer") }.count == 2)
    #expect(tags.all("title").contains { $0.text == "Mary" } && !html.contains("Anning"))
    #expect(html.contains("2 people – bought") && html.contains("Mary – bought"))
    #expect(html.contains("You brought in 1 person who shares too, and they brought in 1 more."))
  }

  @Test func `the picture tells scripts who is behind whom, and no more of anybody than it shows`() throws {
    let picture = try #require(
      try Tags(page(ripple).html).all("svg").first { $0.attributes.contains("class=\"ripple\"") })
    // Three around the middle; two behind the first of them, one behind the first of those.
    #expect(picture.attributes.contains("data-center=\"You\" data-children=\"3 2 0 0 1\""))
    #expect(page(ripple).html.contains("/assets/ripple.js?v="))
    #expect(!page(PortalRipple(children: [], generations: [], buyers: 0)).html.contains("/assets/ripple.js"))
  }

  @Test func `no place in the picture is outside of it, however many there are`() throws {
    func crowd(_ depth: Int) -> [RipplePicture.Node] {
      (0..<6).map { _ in .init(.sharer, name: "Ada", children: depth > 1 ? crowd(depth - 1) : []) }
    }
    let picture = RipplePicture(title: "All", center: "You", children: crowd(4)).html
    let circles = try Tags(picture).all("circle").filter { $0.attributes.contains("cx=") }
    #expect(circles.count == 6 + 36 + 216 + 1296)
    for circle in circles {
      let numbers = circle.attributes.matches(of: /(?:cx|cy|r)="(-?[0-9.]+)"/).compactMap { Double($0.1) }
      #expect(numbers.count == 3 && numbers.dropLast().allSatisfy { abs($0) + numbers[2] <= 180 })
    }
  }

  @Test func `amounts of different currencies are told apart`() {
    let html = page(
      ripple,
      credits: [
        .init(
          Currency("EUR")!, conversions: [0, 1, 0], direct: [0, 100, 0], exposure: [0, 0, 0], chain: [0, 0, 20]),
        .init(Currency("JPY")!, conversions: [0, 0, 1], direct: [0, 0, 500], exposure: [0, 0, 0], chain: [0, 0, 0]),
      ]
    ).html
    #expect(html.contains("€1.20") && html.contains("¥500"))
    #expect(html.contains("Your credit in JPY by month"))
  }
}

extension Day {
  fileprivate init?(_ year: Int, _ month: Int) { self.init(year: year, month: month, day: 1) }
}
