/// The reports there are.
package enum Reports {
  /// Every report; a new one is a file beside this one and a line here.
  package static let all: [Report] = [
    revenue,
    advocates,
    amplification,
    lag,
    funnel,
    cohorts,
    chain,
    reach,
    models,
  ]

  /// The report of a name.
  package static func named(_ name: String) -> Report? { all.first { $0.name == name } }
}
