internal import CLibPQ

/// The columns of a statement's result, found out once and shared by its results.
final class ResultShape: Sendable {
  let names: [String]
  let types: [PostgresType]
  private let places: [String: Int]

  init(_ result: OpaquePointer) {
    let count = unsafe PQnfields(result)
    names = (0..<count).map { unsafe String(cString: PQfname(result, $0)) }
    types = (0..<count).map { unsafe PostgresType(oid: PQftype(result, $0)) }
    // Of two columns with one name the first is meant, as in libpq.
    places = Dictionary(zip(names, 0...)) { first, _ in first }
  }

  func place(of name: String) -> Int? { places[name] }
}
