import HTTPServer
import HTTPTypes
import Pages
import Records
import Referrals
import StrictJSON

/// Sends an advocate on to a network with their words and a link of its own.
struct PortalSharing: Sendable {
  var environment: Environment
  var links: LinkSetup
  var portal: Portals.Entry
  /// Where the advocate's page is.
  var path: String

  /// With the words that are ready, by a link: a redirect, or for Mastodon a page.
  func ready(to network: ShareNetwork, server: String?) async throws -> Response {
    let words = portal.program.words(for: portal.advocate)
    if network == .mastodon { return try await toMastodon(server, words: words) }
    if network == .sheet { return try await toSheet(words) }
    return .seeOther(try await address(on: network, words: words))
  }

  /// With words of the advocate's own, by a form: a page that leads on by itself, since a form may send to this service
  /// alone, redirects included (Content Security Policy 3, form-action).
  func own(_ form: FormFields) async throws -> Response {
    guard let network = form["network"].flatMap(ShareNetwork.init(rawValue:)) else {
      throw Problem.notFound("such place to share")
    }
    let words = (form["text"] ?? "").withPlainLines
    if let fault = Self.fault(in: words) { return again(words, fault: fault) }
    if network == .mastodon { return try await toMastodon(form["server"], words: words) }
    if network == .sheet { return try await toSheet(words) }
    return .page(GoOnPage(to: network, address: try await address(on: network, words: words), back: path).html)
  }

  /// What is wrong with words, for whoever typed them; nil where nothing is.
  private static func fault(in words: String) -> String? {
    let length = words.unicodeScalars.count
    if length > Limits.sharedWords {
      return "Please write less: these are \(length) characters, and there is room for \(Limits.sharedWords)."
    }
    return words.unicodeScalars.contains { $0 != "\n" && $0 != "\t" && ($0.value < 0x20 || $0.value == 0x7F) }
      ? "There are characters among these that can’t be shared. Please type the words anew." : nil
  }

  private func again(_ words: String, fault: String) -> Response {
    .page(
      OwnWordsPage(program: portal.program.name, path: path, words: words, fault: fault).html, .unprocessableContent)
  }

  private func toMastodon(_ server: String?, words: String) async throws -> Response {
    // What can't be shared there makes no link.
    guard let server, ShareNetwork.mastodonAddress(server: server, ShareMessage("", url: "")) != nil else {
      let page = MastodonPage(
        path: path, words: words, server: server ?? "",
        fault: server.map { _ in "This is not the name of a Mastodon server. It looks like mastodon.social." })
      return .page(page.html, server == nil ? .ok : .unprocessableContent)
    }
    let message = ShareMessage(words, url: try await url(on: .mastodon))
    guard let address = ShareNetwork.mastodonAddress(server: server, message) else {
      throw Problem.notFound("such place to share")
    }
    return .page(GoOnPage(to: .mastodon, address: address, back: path).html)
  }

  /// What a script gives to the phone's share sheet.
  private func toSheet(_ words: String) async throws -> Response {
    let message = ShareMessage(words, url: try await url(on: .sheet))
    return .json(
      .object([
        "title": .string(portal.program.subject(for: portal.advocate)), "text": .string(message.words ?? message.whole),
        // Among the words it is there already.
        "url": message.words == nil ? .null : .string(message.url),
      ]))
  }

  private func address(on network: ShareNetwork, words: String) async throws -> String {
    let message = ShareMessage(words, url: try await url(on: network))
    guard let address = network.address(message, subject: portal.program.subject(for: portal.advocate)) else {
      throw Problem.notFound("such place to share")
    }
    return address
  }

  private func url(on network: ShareNetwork) async throws -> String {
    let made = try await PortalLinks(environment: environment, links: links)
      .link(for: network, of: portal.advocate.id, program: portal.program.id)
    return links.url(of: made)
  }
}
