extension ReferralForest {
  /// The forest where each person's recruiter is known: by person, nobody for those who came by themselves.
  public init(recruiters: [UInt32?]) {
    self.init(
      people: recruiters.count,
      referrals: recruiters.enumerated().lazy.compactMap { person, recruiter in
        recruiter.map { Referral(recruiter: $0, recruit: UInt32(person)) }
      })
  }
}
