/// Everything to the touch nearest to the conversion.
struct LastTouch: Model {
  let name = "last_touch"
  let summary = "everything to the last touch"
  let heedsTimes = false

  func weights(times: [Int64], strengths: [Double], conversion: Int64, settings: Settings) -> [Double] {
    lastTakes(of: strengths)
  }
}
