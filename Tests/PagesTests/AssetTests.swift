import Testing

@testable import Pages

@Suite("Scripts of pages")
struct AssetTests {
  private let d3 = Asset(script: "d3.js", Array("d3".utf8))

  @Test func `D3 comes before those that use it, under an address that means these bytes for ever`() {
    let paths = Asset.paths(ofScripts: ["site.js", "portal.js", "chart.js", "ripple.js"], d3: d3)
    #expect(
      paths.map { $0.prefix { $0 != "?" } } == ["site", "portal", "d3", "chart", "ripple"].map { "/assets/\($0).js" })
    #expect(paths.allSatisfy { $0.contains(/\?v=[0-9a-f]{16}$/) })
    #expect(paths[2] == d3.path)
  }

  @Test func `a page on which nothing moves loads no D3`() {
    #expect(Asset.paths(ofScripts: ["site.js", "progress.js"], d3: d3).count == 2)
  }

  @Test func `where there is no D3 nothing asks for it, and what can do without stays`() {
    let paths = Asset.paths(ofScripts: ["site.js", "chart.js", "preview.js", "tree.js"], d3: nil)
    #expect(paths == [Asset.path("site.js"), Asset.path("preview.js")])
  }
}
