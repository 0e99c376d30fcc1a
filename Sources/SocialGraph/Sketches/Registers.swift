/// 64 registers of a sketch, a byte each.
///
/// Four vectors of sixteen: of these the compiler makes one instruction for a maximum, of longer ones it does not.
struct Registers: Hashable, Sendable {
  private var first = SIMD16<UInt8>()
  private var second = SIMD16<UInt8>()
  private var third = SIMD16<UInt8>()
  private var fourth = SIMD16<UInt8>()

  /// How many there are in one.
  static let count = 64

  /// The greater of each two.
  @inline(__always) func greater(_ other: Registers) -> Registers {
    var greater = Registers()
    greater.first = first.replacing(with: other.first, where: other.first .> first)
    greater.second = second.replacing(with: other.second, where: other.second .> second)
    greater.third = third.replacing(with: other.third, where: other.third .> third)
    greater.fourth = fourth.replacing(with: other.fourth, where: other.fourth .> fourth)
    return greater
  }

  /// A register.
  @inline(__always) subscript(place: Int) -> UInt8 {
    get {
      switch place >> 4 {
      case 0: first[place & 15]
      case 1: second[place & 15]
      case 2: third[place & 15]
      default: fourth[place & 15]
      }
    }
    set {
      switch place >> 4 {
      case 0: first[place & 15] = newValue
      case 1: second[place & 15] = newValue
      case 2: third[place & 15] = newValue
      default: fourth[place & 15] = newValue
      }
    }
  }
}
