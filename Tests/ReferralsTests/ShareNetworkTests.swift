import Referrals
import Testing

@Suite("Where advocates share at a tap")
struct ShareNetworkTests {
  @Test func `every network takes text and link, percent-encoded`() {
    for network in ShareNetwork.allCases where network != .mastodon && network != .sheet {
      let address = network.address(
        ShareMessage("Bread & <butter>", url: "https://share.example/r/q7?a=b"), subject: "Mill")
      #expect(address?.contains("https%3A%2F%2Fshare.example%2Fr%2Fq7%3Fa%3Db") == true, "\(network)")
      #expect(address?.contains { "<>\" ".contains($0) } == false, "\(network)")
      if network.takesWords {
        #expect(address?.contains("Bread%20%26%20%3Cbutter%3E") == true, "\(network)")
      }
    }
  }

  @Test(arguments: [
    ("mastodon.social", "mastodon.social"), ("https://Chaos.Social/@ada", "chaos.social"),
    ("@ada@social.example", "social.example"), ("social.example/x?y#z", "social.example"),
  ])
  func `a Mastodon server is known by name, address or handle`(given: String, server: String) {
    let address = ShareNetwork.mastodonAddress(server: given, ShareMessage("Look:", url: "https://s.example/r/q"))
    #expect(address == "https://\(server)/share?text=Look%3A%20https%3A%2F%2Fs.example%2Fr%2Fq")
  }

  @Test(arguments: [
    "", "localhost", "127.0.0.1", "a b.example", "-a.example", "social.example:80", "javascript:alert(1)", "é.example",
    "a..example", ".example", "evil.example\\@good.example\"",
  ])
  func `what is no server's name is refused`(given: String) {
    #expect(ShareNetwork.mastodonAddress(server: given, ShareMessage("", url: "")) == nil)
  }
}
