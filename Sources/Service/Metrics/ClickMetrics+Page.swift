extension ClickMetrics {
  /// Adds the click path to a page of metrics.
  func write(to page: inout MetricsPage) {
    page.head("resonance_clicks_total", .counter, "Clicks kept, by outcome.")
    for (outcome, count) in clicks { page.sample("resonance_clicks_total", [("outcome", outcome)], Double(count)) }
    page.metric("resonance_clicks_orphaned_total", .counter, "Clicks through codes that lead nowhere.", Double(orphans))
    page.metric("resonance_clicks_refused_total", .counter, "Clicks that could not be stored.", Double(refused))
    page.metric(
      "resonance_clicks_turned_away_total", .counter, "Clicks answered with 503, as nothing could keep them.",
      Double(turnedAway))
    page.metric("resonance_clicks_spilled_total", .counter, "Clicks kept in the spill first.", Double(spilled))
    page.metric(
      "resonance_clicks_replayed_total", .counter, "Clicks brought from the spill to the database.", Double(replayed))
    page.metric("resonance_click_batches_total", .counter, "Commits of clicks.", Double(batches))
    page.metric("resonance_click_batch_seconds_total", .counter, "Time these took.", batchSeconds)
    page.metric("resonance_click_queue_depth", .gauge, "Clicks waiting for their commit.", Double(queueDepth))
    page.metric("resonance_click_writers", .gauge, "Click writers connected to PostgreSQL.", Double(writersUp))
    page.metric("resonance_click_spill_bytes", .gauge, "Bytes in the spill.", Double(spillBytes))
  }
}
