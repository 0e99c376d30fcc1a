import HTTPServer
import HTTPTypes

/// A form with a file, as it arrives: its fields come first and are read at once, the file is read bit by bit. It is never
/// in memory as a whole.
struct Upload: Sendable {
  /// What all fields may take together.
  private static let fieldLimit = 64 * 1024
  /// How much of what nobody wants is swallowed, so that a browser gets to read why.
  private static let drainLimit = 1 << 30

  private let body: RequestBody
  private var parser: MultipartParser
  /// The fields before the file.
  let form: FormFields
  /// The file's name, as the browser tells it; nil where there is no file, or none was chosen.
  let file: String?

  /// Reads a form up to its file. Throws a problem where it is broken.
  init(_ request: Request) async throws {
    body = request.body
    parser = MultipartParser(boundary: try MultipartParser.boundary(of: request.header(.contentType)))
    var pairs: [(name: String, value: String)] = []
    var name = ""
    var value: [UInt8] = []
    var room = Self.fieldLimit
    while true {
      switch try parser.next() {
      case .hungry: parser.feed(try await body.next())
      case .part(let head):
        if let file = head.file {
          form = FormFields(pairs: pairs)
          self.file = file.isEmpty ? nil : file
          return
        }
        name = head.name
        value = []
      case .data(let bytes):
        room -= bytes.count
        guard room >= 0 else {
          throw Problem(
            .contentTooLarge, "form_too_large", "The form has fields of more than \(Self.fieldLimit) bytes.")
        }
        value += bytes
      case .partEnd:
        guard let text = String(validating: value, as: UTF8.self), !value.contains(0) else {
          throw MultipartParser.broken("A field is not UTF-8.")
        }
        pairs.append((name, text))
      case .end:
        form = FormFields(pairs: pairs)
        file = nil
        return
      }
    }
  }

  /// The next bytes of the file; nil after the last. Throws a problem where anything comes after it: it would come too
  /// late to say what is to be done with the file.
  mutating func next() async throws -> [UInt8]? {
    while true {
      switch try parser.next() {
      case .hungry: parser.feed(try await body.next())
      case .data(let bytes): return bytes
      case .part: throw MultipartParser.broken("The file has to come last.")
      case .partEnd: continue
      case .end: return nil
      }
    }
  }

  /// Swallows what is left of a request's body.
  static func drain(_ request: Request) async {
    // Who asks whether to send it at all is told no, and sends nothing.
    guard request.header(.expect) == nil else { return }
    var left = drainLimit
    while left > 0, let piece = try? await request.body.next() { left -= piece.count }
  }
}
