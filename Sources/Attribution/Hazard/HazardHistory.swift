/// What happened, for the hazard model to learn from: flat arrays of indices and times.
///
/// People and advocates are numbered from 0 each on their own; times are microseconds since 1970 (UTC). Whoever is
/// both an advocate and a customer must not touch itself: nobody is credited for their own purchase.
public struct HazardHistory: Sendable {
  /// Touches of one cause: who was touched, by which advocate, when; three arrays of the same length, or four.
  public struct Touches: Hashable, Sendable {
    /// Who clicked, used the code, could see the post or was brought in.
    public var people: [UInt32] = []
    /// Whose link, code, post or referral it was.
    public var advocates: [UInt32] = []
    /// When.
    public var times: [Int64] = []

    /// Along how many ways each post could come; none: every one along one. At second hand it is the number of people
    /// whom the person follows and who follow the advocate.
    public var ways: [UInt16] = []

    /// None yet.
    public init() {}

    /// One more, in whatever order.
    public mutating func append(person: UInt32, advocate: UInt32, time: Int64, ways: UInt16 = 1) {
      if ways != 1, self.ways.isEmpty { self.ways = Array(repeating: 1, count: times.count) }
      if ways != 1 || !self.ways.isEmpty { self.ways.append(ways) }
      people.append(person)
      advocates.append(advocate)
      times.append(time)
    }
  }

  /// How many people each person follows; as many elements as there are people.
  public var followed: [UInt32]
  /// Since when each person could have bought; none: since the start.
  public var joined: [Int64] = []
  /// How many advocates there are.
  public var advocates: Int
  /// From when on purchases were recorded. Who bought before it is a customer already and not learnt from.
  public var start: Int64
  /// Until when everything is recorded: no event is later.
  public var horizon: Int64
  /// The touches, by ``HazardCause``.
  public var touches: [Touches]
  /// Who bought, purchase by purchase. A person's earliest is its first one, all later ones are repeats.
  public var buyers: [UInt32] = []
  /// When, as many as ``buyers``.
  public var purchases: [Int64] = []

  /// A history in which nothing has happened yet.
  public init(followed: [UInt32], advocates: Int, start: Int64, horizon: Int64) {
    self.followed = followed
    self.advocates = advocates
    self.start = start
    self.horizon = horizon
    touches = Array(repeating: Touches(), count: HazardCause.allCases.count)
  }

  /// The touches of one cause.
  public subscript(cause: HazardCause) -> Touches {
    get { touches[Int(cause.rawValue)] }
    _modify { yield &touches[Int(cause.rawValue)] }
  }

  /// One more purchase, in whatever order.
  public mutating func append(purchaseBy person: UInt32, time: Int64) {
    buyers.append(person)
    purchases.append(time)
  }
}
