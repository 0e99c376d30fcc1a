import HTTPServer
import HTTPTypes

// Operations that take one item as a JSON object, or any number of them, a line each.

extension Endpoint {
  /// The media type of many items, a line each.
  static let lines = "application/x-ndjson"

  /// The most bytes of lines that one request may bring.
  private static let linesLimit = 1 << 30

  /// The longest body that it takes, in bytes.
  var longestBody: Int { body == nil ? 0 : takesLines ? Self.linesLimit : bodyLimit }

  /// What is said of lines where they are taken.
  static let lineDetails =
    "As application/x-ndjson, a body of up to 1 GiB has one such object a line. Lines are stored in their order, some thousands at once, and what has been stored stays stored. A line that is wrong is refused, with its number and why, and changes nothing of its own; the others are taken. With on_error=stop the first wrong line ends it: those before it are taken. Should the request break off, send all of it again: what was stored is known then."

  /// The parameter that says what a wrong line does to the others.
  static let onError = Parameter.query(
    "on_error", .string(oneOf: ["skip", "stop"]),
    "Whether a wrong line is skipped, or ends it; skip if not given. Only with lines.")

  /// The answers of an operation that takes one item or lines of them.
  static func lineAnswers(_ schema: Schema, of item: String) -> [Answer] {
    [
      .init(status: .created, description: "The \(item) is stored.", schema: schema),
      .init(
        status: .ok, description: "The \(item) was there already; or, of lines, what became of them.",
        schema: .either(schema, LineReport.schema)),
    ]
  }
}

extension Call {
  /// Whether the body has an item a line.
  var hasLines: Bool {
    let type = (request.header(.contentType) ?? "").prefix { $0 != ";" }
    return [Endpoint.lines, "application/ndjson", "application/jsonl"].contains(
      String(type.filter { $0 != " " && $0 != "\t" }).lowercased())
  }

  /// Whether the first line that is wrong ends it.
  var stopsAtFault: Bool {
    get throws(Problem) { try query.choice("on_error", of: ["skip", "stop"]) == "stop" }
  }

  /// Reads a body of one item.
  func item<Item>(_ read: (inout Fields) throws(Problem) -> Item) async throws -> Item {
    guard try query.choice("on_error", of: ["skip", "stop"]) == nil else {
      throw Query.invalid("on_error", "is for bodies of lines: Content-Type: \(Endpoint.lines).")
    }
    var body: [UInt8] = []
    while let piece = try await request.body.next() {
      body += piece
      guard body.count <= LineSplitter.limit else { throw BodyError.tooLarge(limit: LineSplitter.limit) }
    }
    var fields = try Fields(body: body)
    let item = try read(&fields)
    try fields.end()
    return item
  }

  /// Takes in a body of lines, and says what became of them.
  func lines<Item: Sendable>(
    _ environment: Environment, _ read: @escaping @Sendable (inout Fields) throws(Problem) -> Item,
    store:
      @escaping @Sendable ([LineIntake<Item>.Numbered]) async throws -> (
        stored: Int, refusals: [LineReport.Refusal]
      )
  ) async throws -> Response {
    let intake = LineIntake(stopsAtFault: try stopsAtFault, read: read, store: store)
    do {
      return .json(try await intake.run(request.body).json)
    } catch let interrupted as LineIntake<Item>.Interrupted {
      var problem = Problem(interrupted.cause, log: environment.log)
      problem.detail += " \(interrupted.report.lines) lines are done, and stay so; send all of them again."
      throw problem
    }
  }
}
