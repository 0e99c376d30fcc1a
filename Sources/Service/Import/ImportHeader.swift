import StrictJSON

/// Which column of a CSV file holds what.
struct ImportHeader {
  private let columns: [ImportColumn]

  /// Reads the names; one that is not known, is missing or comes twice is refused.
  init(_ names: [String], of known: [ImportColumn]) throws(ImportRefusal) {
    var columns: [ImportColumn] = []
    var unknown: [String] = []
    for name in names {
      guard let column = known.first(where: { $0.name == name }) else {
        unknown.append(name.isEmpty ? "a column without a name" : name)
        continue
      }
      guard !columns.contains(where: { $0.name == name }) else {
        throw ImportRefusal(description: "the column \(name) comes twice in the header")
      }
      columns.append(column)
    }
    let all = known.map { $0.isRequired ? "\($0.name) (required)" : $0.name }.joined(separator: ", ")
    guard unknown.isEmpty else {
      throw ImportRefusal(description: "unknown in the header: \(unknown.joined(separator: ", ")); there are: \(all)")
    }
    let missing = known.filter { column in column.isRequired && !names.contains(column.name) }.map(\.name)
    guard missing.isEmpty else {
      throw ImportRefusal(description: "missing in the header: \(missing.joined(separator: ", ")); there are: \(all)")
    }
    self.columns = columns
  }

  /// The object that a record stands for. An empty cell is a field that is not there.
  func object(_ cells: [String]) throws(Problem) -> JSON {
    guard cells.count == columns.count else {
      throw .malformed("The line has \(cells.count) cells, and the header \(columns.count).")
    }
    var members: [JSON.Member] = []
    for (column, cell) in zip(columns, cells) where !cell.isEmpty {
      let path = column.name.split(separator: ".", maxSplits: 1).map(String.init)
      let member = JSON.Member(name: path[path.count - 1], value: column.value(of: cell))
      guard path.count == 2 else {
        members.append(member)
        continue
      }
      if let place = members.firstIndex(where: { $0.name == path[0] }), case .object(let inner) = members[place].value {
        members[place].value = .object(inner + [member])
      } else {
        members.append(JSON.Member(name: path[0], value: .object([member])))
      }
    }
    return .object(members)
  }
}

extension ImportColumn {
  /// A cell as the kind of value that it should be; what can't be one stays text, which is refused by name later.
  fileprivate func value(of cell: String) -> JSON {
    switch kind {
    case .text: .string(cell)
    case .integer: Int64(cell).map(JSON.integer) ?? .string(cell)
    case .flag:
      switch cell.lowercased() {
      case "true", "t", "1": .bool(true)
      case "false", "f", "0": .bool(false)
      default: .string(cell)
      }
    }
  }
}
