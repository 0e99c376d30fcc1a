import Testing

@testable import Pages

@Suite("Text on pages stays text")
struct EscapingTests {
  private struct Values {
    let text: String
    let inner: [Inner]
  }

  private struct Inner { let name: String }

  @Test(arguments: [
    "<script>alert(1)</script>", "\" onfocus=\"alert(1)", "' x='", "&lt;", "<\u{338}img src=x>", "\"\u{338} autofocus ",
    "'\u{301} a='\u{301}", "&\u{301}amp;", "<\r\nb>",
  ])
  func `whatever it is`(_ text: String) {
    let template = Layout.template(#"<p title="{{text}}">{{text}}{{#inner}}{{name}}{{/inner}}</p>"#)
    let html = template.render(Values(text: text, inner: [Inner(name: text)]))
    let content = html.dropFirst("<p title=\"".count).dropLast("</p>".count)
    #expect(content.utf8.count { $0 == UInt8(ascii: "<") } == 0)
    #expect(content.utf8.count { $0 == UInt8(ascii: "\"") } == 1)
    #expect(content.utf8.count { $0 == UInt8(ascii: ">") } == 1)
    #expect(content.utf8.count { $0 == UInt8(ascii: "'") } == 0)
  }
}
