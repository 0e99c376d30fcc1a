import Referrals

/// What a redirect knows of a link.
struct LinkEntry: Sendable {
  /// Why a link leads nowhere.
  enum End: Hashable, Sendable {
    /// It was switched off.
    case disabled
    /// Its time is up.
    case expired
  }

  /// Whose it is.
  let program: Program.ID
  /// Its id.
  let link: Link.ID
  /// Who shares it.
  let advocate: Advocate.ID
  /// Where it leads.
  let location: LinkLocation
  /// Since when it leads nowhere, if it was switched off.
  let disabledAt: Timestamp?
  /// From when on it leads nowhere.
  let expiresAt: Timestamp?

  /// Why it leads nowhere at a time, if it does.
  func end(at time: Timestamp) -> End? {
    if let disabledAt, disabledAt <= time { return .disabled }
    if let expiresAt, expiresAt <= time { return .expired }
    return nil
  }
}

/// The two pieces of a `Location` between which a click's id goes.
struct LinkLocation: Sendable {
  let prefix: [UInt8]
  let suffix: [UInt8]

  /// The pieces of a destination; nil for one that cannot be redirected to.
  init?(_ destination: String) {
    guard let destination = try? Destination(destination) else { return nil }
    prefix = destination.prefix
    suffix = destination.suffix
  }
}
