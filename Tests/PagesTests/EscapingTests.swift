import Testing

@testable import Pages

@Suite("Text on pages stays text")
struct EscapingTests {
  @Test(arguments: [
    "<script>alert(1)</script>", "\" onfocus=\"alert(1)", "' x='", "&lt;", "<\u{338}img src=x>",
    "\"\u{338} autofocus ", "'\u{301} a='\u{301}", "&\u{301}amp;", "<\r\nb>",
  ])
  func `whatever it is`(_ text: String) {
    let plain = MessagePage(title: "", message: "", next: .init(title: "", path: "")).content
    let page = MessagePage(title: text, message: text, next: .init(title: text, path: text)).content
    for mark in "<>\"'".utf8 {
      #expect(page.utf8.count { $0 == mark } == plain.utf8.count { $0 == mark })
    }
  }
}
