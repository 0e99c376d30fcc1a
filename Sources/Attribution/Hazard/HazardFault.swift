/// What is wrong with an event given to the hazard model.
public enum HazardFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no person of that number.
  case unknownPerson(UInt32)
  /// There is no advocate of that number.
  case unknownAdvocate(UInt32)
  /// An event later than the horizon, until which everything is said to be known.
  case afterHorizon(Int64)
  /// A time more than 70,000 years from 1970: ages could not be reckoned with it.
  case absurdTime(Int64)
  /// A horizon that lies before the start, or before the horizon so far.
  case horizonInThePast(Int64)
  /// Parallel arrays of different lengths: what they hold.
  case unevenArrays(String)
  /// Fewer than none: of what.
  case negative(String)

  /// It, in one line.
  public var description: String {
    switch self {
    case .unknownPerson(let person): "person \(person) is unknown"
    case .unknownAdvocate(let advocate): "advocate \(advocate) is unknown"
    case .afterHorizon(let time): "an event at \(time) lies after the horizon"
    case .absurdTime(let time): "the time \(time) is beyond reckoning"
    case .horizonInThePast(let time): "the horizon cannot move back to \(time)"
    case .unevenArrays(let what): "the arrays of \(what) differ in length"
    case .negative(let what): "there cannot be fewer than no \(what)"
    }
  }
}
