/// Who is reached, as a HyperLogLog sketch (Flajolet and others 2007): a few hundred bytes that say about how many people
/// there are, and that can be put together with others, where whoever is in several counts once.
public struct ReachSketch: Sendable, Equatable {
  /// How many registers there are.
  public let precision: Precision
  var registers: [Registers]

  /// Nobody.
  public init(precision: Precision = .usual) {
    self.precision = precision
    registers = Array(repeating: Registers(), count: precision.registers / Registers.count)
  }

  init(precision: Precision, registers: some Sequence<Registers>) {
    self.precision = precision
    self.registers = Array(registers)
  }

  /// Adds a person, by a number that is the person's everywhere.
  public mutating func insert(_ key: UInt64) {
    let (place, value) = precision.register(of: key)
    let (piece, lane) = (place / Registers.count, place % Registers.count)
    registers[piece][lane] = max(registers[piece][lane], value)
  }

  /// About how many people there are: the relative error has a standard deviation of about 1.04 ÷ √registers, and is far
  /// less for few people.
  public var estimate: Double {
    var cardinality = Cardinality()
    return cardinality.estimate(registers[...], precision)
  }

  /// Adds everybody who is in another, which must be of the same precision.
  public mutating func formUnion(_ other: ReachSketch) {
    precondition(precision == other.precision, "sketches of different precision do not go together")
    for place in registers.indices { registers[place] = registers[place].greater(other.registers[place]) }
  }

  /// Everybody who is in either.
  public func union(_ other: ReachSketch) -> ReachSketch {
    var both = self
    both.formUnion(other)
    return both
  }
}
