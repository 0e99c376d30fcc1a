extension HazardShape {
  /// For how many microseconds a touch may set a purchase off; an older one has no effect any more.
  public func memory(of cause: HazardCause) -> Int64 {
    let edges = edges[Int(cause.rawValue)]
    return edges[edges.count - 1]
  }
}
