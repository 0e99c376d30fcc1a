import HTTPTypes
import Testing

@testable import Service

@Suite("multipart/form-data")
struct MultipartParserTests {
  /// A part, whole.
  private struct Part: Equatable {
    let name: String
    let file: String?
    var body = ""
  }

  /// Takes a body apart that comes in pieces of so many bytes.
  private static func parts(
    of body: String, boundary: String = "xyz", inPiecesOf size: Int = .max
  ) throws(Problem) -> [Part] {
    var parser = MultipartParser(boundary: boundary)
    let bytes = Array(body.utf8)
    var place = 0
    var parts: [Part] = []
    var text: [UInt8] = []
    while true {
      switch try parser.next() {
      case .hungry:
        let end = size >= bytes.count - place ? bytes.count : place + size
        parser.feed(place < bytes.count ? Array(bytes[place..<end]) : nil)
        place = end
      case .part(let head):
        parts.append(Part(name: head.name, file: head.file))
        text = []
      case .data(let data): text += data
      case .partEnd: parts[parts.count - 1].body = String(decoding: text, as: UTF8.self)
      case .end: return parts
      }
    }
  }

  private static let form = """
    --xyz\r
    Content-Disposition: form-data; name="csrf"\r
    \r
    token\r
    --xyz  \r
    content-disposition: form-data; filename="dir\\people %22old%22.csv"; name="file"\r
    Content-Type: text/csv\r
    \r
    a,b\r
    \r
    --xy,\r\r
    --xyzz no, for it is not at the beginning: --xyz\r
    -\r
    --xyz\r
    Content-Disposition: form-data; name=empty\r
    \r
    \r
    --xyz--\r
    what comes after is nobody's
    """

  @Test func `a form is the same however its bytes come`() throws {
    let body = Self.form.replacing("--xyzz no, for it is", with: "-- xyz no, for it is")
    let whole = try Self.parts(of: body)
    #expect(
      whole == [
        Part(name: "csrf", file: nil, body: "token"),
        Part(
          name: "file", file: #"dir\people "old".csv"#,
          body: "a,b\r\n\r\n--xy,\r\r\n-- xyz no, for it is not at the beginning: --xyz\r\n-"),
        Part(name: "empty", file: nil, body: ""),
      ])
    for size in 1...80 { #expect(try Self.parts(of: body, inPiecesOf: size) == whole, "\(size)") }
  }

  @Test(arguments: [
    ("", "ends before its last boundary"),
    ("--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1", "ends before its last boundary"),
    ("--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xyz", "ends before its last boundary"),
    (String(repeating: "x", count: 1_000), "does not begin with its boundary"),
    ("--xyzz\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xyz--", "does not end its line"),
    ("--xyz\r\n\r\n1\r\n--xyz--", "does not say which field"),
    ("--xyz\r\nContent-Type: text/plain\r\n\r\n1\r\n--xyz--", "does not say which field"),
    ("--xyz\r\nContent-Disposition: form-data; filename=a\r\n\r\n1\r\n--xyz--", "does not say which field"),
    ("--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--xyz--", "no part of a form"),
    ("--xyz\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--xyz--", "broken parameters"),
    ("--xyz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--xyz--", "broken parameters"),
    (
      "--xyz\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xyz--",
      "two dispositions"
    ),
    ("--xyz\r\nContent-Disposition: form-data; name=a\r\n folded\r\n\r\n1\r\n--xyz--", "no field"),
    ("--xyz\r\nContent-Disposition: form-data;\nname=a\r\n\r\n1\r\n--xyz--", "no field"),
    (
      "--xyz\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n--xyz--",
      "encoded for mail"
    ),
    ("--xyz\r\nX: \(String(repeating: "x", count: 9_000))", "more than 8192 bytes above"),
    ("--xyz\r\nX: \(String(repeating: "x", count: 9_000))\r\n\r\n1\r\n--xyz--", "more than 8192 bytes above"),
    (
      String(repeating: "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n", count: 101) + "--xyz--",
      "more than 100 parts"
    ),
  ])
  func `a broken form is refused, in words, however its bytes come`(body: String, words: String) {
    for size in [Int.max, 1, 7] {
      do throws(Problem) {
        _ = try Self.parts(of: body, inPiecesOf: size)
        Issue.record("it was read: \(body.prefix(200))")
      } catch {
        #expect(error.status == .badRequest && error.detail.contains(words), "\(error.detail)")
      }
    }
  }

  @Test func `a boundary is read as browsers and others write it`() throws {
    for (type, boundary) in [
      ("multipart/form-data; boundary=----WebKitFormBoundaryAbC012", "----WebKitFormBoundaryAbC012"),
      (#"Multipart/Form-Data; charset=utf-8; BOUNDARY="gc0p4Jq0M:2Yt08j 34c0p""#, "gc0p4Jq0M:2Yt08j 34c0p"),
    ] {
      #expect(try MultipartParser.boundary(of: type) == boundary)
    }
    for type in [
      "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=a; boundary=b",
      #"multipart/form-data; boundary="ends with a blank ""#, #"multipart/form-data; boundary="a@b""#,
      "multipart/form-data; boundary=\(String(repeating: "a", count: 71))",
    ] {
      #expect(throws: Problem.self, "\(type)") { try MultipartParser.boundary(of: type) }
    }
    for type in [nil, "text/csv", "application/x-www-form-urlencoded", "multipart/mixed; boundary=a"] {
      let problem = #expect(throws: Problem.self) { try MultipartParser.boundary(of: type) }
      #expect(problem?.status == .unsupportedMediaType)
    }
  }
}
