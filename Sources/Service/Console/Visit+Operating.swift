import HTTPServer
import HTTPTypes
import Pages
import Referrals

extension Visit {
  /// Who visits, as the audit log calls whoever changes a program.
  var author: Author { Author(name: session.actor, program: program.id) }

  /// Whether the visitor may send, replay and recount.
  var mayOperate: Bool { session.role >= .operate }

  /// Whether the visitor may change settings, keys and secrets.
  var mayChange: Bool { session.role >= .admin }

  /// An id in the path.
  func id<Entity>(_ name: String = "id", of what: String) throws(Problem) -> Identifier<Entity> {
    guard let id = Identifier<Entity>(parameter(name)) else { throw .notFound("such \(what)") }
    return id
  }

  /// This page with the same query, but for what is given.
  func path(_ path: String, keeping names: [String], with more: KeyValuePairs<String, String?> = [:]) -> String {
    var pairs = names.compactMap { name in query[name].map { (name, $0) } }
    for (name, value) in more {
      pairs.removeAll { $0.0 == name }
      if let value { pairs.append((name, value)) }
    }
    guard !pairs.isEmpty else { return path }
    return path + "?"
      + pairs.map { "\($0)=\(Referrals.PercentEncoding.encode($1, keeping: .unreserved))" }.joined(separator: "&")
  }

  /// Does what a form asks for. Where it is refused for what was typed, the form is shown again, with that and what was
  /// wrong with it; what else goes wrong goes on.
  func submit(
    _ work: () async throws -> Response, again: (Problem) async throws -> Response
  ) async throws -> Response {
    do {
      return try await work()
    } catch let problem as Problem
      where [.unprocessableContent, .badRequest, .conflict, .contentTooLarge].contains(problem.status)
    {
      var response = try await again(problem)
      response.status = problem.status
      return response
    }
  }
}

extension ConsoleForm {
  /// The form with what was wrong with it.
  func saying(_ problem: Problem?) -> ConsoleForm {
    guard let problem else { return self }
    var form = self
    form.say(problem.message, of: problem.field?.split(separator: ".").last.map(String.init))
    return form
  }
}
