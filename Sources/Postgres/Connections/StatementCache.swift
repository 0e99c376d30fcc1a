/// The statements that are prepared on one connection, by their text, the longest unused given up first.
struct StatementCache {
  struct Statement {
    let name: String
    /// Known from the first result on; a prepared statement's columns never change.
    var shape: ResultShape?
    var lastUse: UInt64
  }

  private let capacity: Int
  private var statements: [Key: Statement] = [:]
  private var uses: UInt64 = 0
  private var named: UInt64 = 0

  /// One text with other parameter types is another statement.
  struct Key: Hashable {
    let text: String
    let types: [UInt32]
  }

  init(capacity: Int) { self.capacity = max(1, capacity) }

  subscript(key: Key) -> Statement? {
    mutating get {
      guard let index = statements.index(forKey: key) else { return nil }
      uses += 1
      statements.values[index].lastUse = uses
      return statements.values[index]
    }
    set { statements[key] = newValue }
  }

  /// A name that this connection has not used before.
  mutating func nextName() -> String {
    named += 1
    return "s\(named)"
  }

  /// Takes in a statement that was prepared; returns the names of those to deallocate for it.
  mutating func insert(_ name: String, for key: Key) -> [String] {
    var evicted: [String] = []
    while statements.count >= capacity, let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      statements[oldest.key] = nil
      evicted.append(oldest.value.name)
    }
    uses += 1
    statements[key] = Statement(name: name, shape: nil, lastUse: uses)
    return evicted
  }

  mutating func learn(_ shape: ResultShape, for key: Key) { statements[key]?.shape = shape }

  /// Forgets a statement; returns its name.
  mutating func remove(_ key: Key) -> String? { statements.removeValue(forKey: key)?.name }

  mutating func removeAll() { statements.removeAll() }
}
