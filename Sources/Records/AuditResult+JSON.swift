extension AuditResult {
  /// A JSON object (RFC 8259):
  ///
  ///     {"balanced":false,"programs":1,"checks":[{"name":"ledger_balances","status":"off","checked":12,"runs":1,
  ///       "deviations":1,"examples":[{"program_id":"…","ids":{"run":"1","conversion_id":"…"},"what":"balance",
  ///       "expected":"100","actual":"90"}]},…]}
  ///
  /// `status` is `ok`, `off` or `warning`; `runs` is there where the check looks at each run.
  package var json: String {
    #"{"balanced":\#(isBalanced),"programs":\#(programs),"checks":["#
      + outcomes.map(\.json).joined(separator: ",") + "]}"
  }
}

extension AuditResult.Outcome {
  /// `ok`, `off` or `warning`.
  package var status: String {
    if isClean { return "ok" }
    return check.severity == .warning ? "warning" : "off"
  }

  fileprivate var json: String {
    let runs = check.isByRun ? #""runs":\#(runs),"# : ""
    return #"{"name":"\#(check.name)","status":"\#(status)","checked":\#(checked),\#(runs)"deviations":\#(deviations),"#
      + #""examples":["# + examples.map(\.json).joined(separator: ",") + "]}"
  }
}

extension AuditDeviation {
  fileprivate var json: String {
    let ids = ids.map { JSONString.quoted($0.name) + ":" + JSONString.quoted($0.value) }.joined(separator: ",")
    return #"{"program_id":"\#(program)","ids":{\#(ids)},"what":\#(JSONString.quoted(what)),"#
      + #""expected":\#(JSONString.quoted(expected)),"actual":\#(JSONString.quoted(actual))}"#
  }
}
