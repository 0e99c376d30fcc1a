extension Currency {
  /// Decimal places of the minor unit by code. Source: ISO 4217, list one (current currencies and funds), as published
  /// by its maintenance agency, SIX, on 1 January 2026; those whose minor unit is "N.A." are left out. Withdrawn since
  /// 2021 and kept for the history that a company brings along: ANG, BGN, CUC, HRK, SLL, ZWL (list three).
  static let exponents: [String: Int] = {
    var exponents: [String: Int] = [:]
    for (exponent, codes) in codesByExponent {
      for code in codes.split(whereSeparator: \.isWhitespace) { exponents[String(code)] = exponent }
    }
    return exponents
  }()

  private static let codesByExponent: [(exponent: Int, codes: String)] = [
    (
      0,
      """
      BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
      """
    ),
    (
      2,
      """
      AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
      CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
      GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD
      MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
      PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
      TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ZWL
      """
    ),
    (
      3,
      """
      BHD IQD JOD KWD LYD OMR TND
      """
    ),
    (
      4,
      """
      CLF UYW
      """
    ),
  ]
}
