/// One person brought in another.
public struct Referral: Hashable, Sendable {
  /// Who brought somebody in.
  public let recruiter: UInt32
  /// Who was brought in.
  public let recruit: UInt32

  /// `recruiter` brought in `recruit`.
  public init(recruiter: UInt32, recruit: UInt32) {
    self.recruiter = recruiter
    self.recruit = recruit
  }

  /// Why a referral has no place in a forest.
  public enum Refusal: Hashable, Sendable {
    /// Somebody is said to have brought in themselves.
    case selfReferral
    /// The recruit already has a recruiter: the first one said stays.
    case secondRecruiter
    /// The recruit is above the recruiter already, so that the referral would close a circle.
    case cycle
    /// One of the two is not among the people.
    case unknownPerson
  }
}

/// A referral that was left out, with the reason.
public struct RefusedReferral: Hashable, Sendable {
  /// What was said.
  public let referral: Referral
  /// Why it was left out.
  public let reason: Referral.Refusal
}
