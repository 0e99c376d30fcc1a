import StrictJSON
import TestSupport

@testable import Service

/// The OpenAPI document as the service serves it, to hold answers against.
struct APIDocument: Sendable {
  let json: JSON

  init(_ json: JSON) { self.json = json }

  /// One operation: where, by which method, and what the document says of it.
  struct Operation: Sendable {
    let method: String
    let path: String
    let description: JSON

    /// The schema of the body it takes.
    var body: JSON? { description["requestBody"]?["content"]?["application/json"]?["schema"] }
    /// Its parameters in the path or in the query.
    func parameters(in place: String) -> [JSON] {
      (description["parameters"]?.elements ?? []).filter { $0["in"]?.text == place }
    }
    /// The key it needs: `program_key`, `admin_key` or none.
    var key: String? { description["security"]?.elements.first?.members.first?.name }
  }

  /// Every operation, in the document's order.
  var operations: [Operation] {
    (json["paths"]?.members ?? []).flatMap { path in
      path.value.members.map { Operation(method: $0.name.uppercased(), path: path.name, description: $0.value) }
    }
  }

  /// The operation that a request is for.
  func operation(_ method: String, _ target: String) -> Operation? {
    let path = target.prefix { $0 != "?" }.split(separator: "/")
    let method = method == "HEAD" ? "GET" : method
    return operations.first { operation in
      let pattern = operation.path.split(separator: "/")
      // A code may have slashes.
      if operation.method == method, operation.path == "/r/{code}", path.first == "r" { return true }
      guard operation.method == method, pattern.count == path.count else { return false }
      return zip(pattern, path).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
  }

  /// What of an answer is not as the document says: of the status as it is described, else of a problem.
  func violations(_ method: String, _ target: String, _ answer: HTTPAnswer) -> [String] {
    let check = SchemaCheck(root: json)
    let responses = operation(method, target)?.description["responses"]
    if let success = responses?[String(answer.status)] {
      guard let content = success["content"]?.members.first else {
        return answer.body.isEmpty ? [] : ["a body that is not described"]
      }
      if answer.mediaType == "text/csv" { return [] }
      guard answer.mediaType == content.name else { return ["\(answer.mediaType ?? "no type"), not \(content.name)"] }
      guard content.name == "application/json", method != "HEAD" else { return [] }
      return check.violations(of: answer.json, by: content.value["schema"] ?? .null)
    }
    guard (400...599).contains(answer.status) else { return ["a status that is not described"] }
    guard answer.mediaType == "application/problem+json" else {
      return ["\(answer.mediaType ?? "no type"): no problem"]
    }
    var found = check.violations(of: answer.json, by: json["components"]?["schemas"]?["Problem"] ?? .null)
    if answer.json["status"]?.whole != Int64(answer.status) { found.append("the problem has another status") }
    if answer.status == 500 { found.append("it went wrong: \(answer.text)") }
    return found
  }
}
