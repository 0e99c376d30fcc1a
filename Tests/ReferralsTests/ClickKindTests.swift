import Referrals
import Testing

@Suite("Click kinds")
struct ClickKindTests {
  static let phone = """
    Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile \
    Safari/537.36
    """

  @Test(
    "browsers are people",
    arguments: [
      phone,
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0",
      "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
      "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
      "Opera/9.80 (Android; Opera Mini/36.2.2254/191.283; U; en) Presto/2.12.423 Version/12.16",
      "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    ])
  func browsers(agent: String) {
    #expect(ClickKind(userAgent: agent) == .person)
  }

  @Test(
    "the browsers inside apps are people",
    arguments: [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F90 Instagram 337.0.2.24.92 (iPhone15,2; iOS 17_5_1; de_DE; de; scale=3.00; 1179x2556; 614064327)",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 Instagram 330.0.3 (iPhone14,3; iOS 17_5; en_GB@calendar=gregorian; en; scale=3.00; 1125x2436; 595323416)",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21E219 [FBAN/FBIOS;FBAV/462.0.0.30.107;FBBV/591300000;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.4;FBSS/3;FBID/phone;FBLC/en_US;FBOP/5;FBRV/0]",
      "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.165 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/466.0.0.48.108;]",
      "Mozilla/5.0 (Linux; Android 13; 22101316G; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36 [Pinterest/Android]",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Twitter for iPhone/10.44",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.29.6",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Snapchat/12.91.0.32 (like Safari/8618.2.12, panda)",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/321.0.642999999 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/en",
      "Mozilla/5.0 (Linux; Android 12; M2102J20SG; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Mobile Safari/537.36 musical_ly_2023406030 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly ByteLocale/en",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Mobile/15E148 Safari/604.1 (Ecosia ios@9.2.3.1367)",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.39.90 Chrome/126.0.6478.36 Electron/31.0.0 Safari/537.36 MacAppStore/20.6.0",
    ])
  func inApp(agent: String) {
    #expect(ClickKind(userAgent: agent) == .person)
  }

  @Test(
    "phones and scanners whose names sound like a program's are people",
    arguments: [
      "Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
      "Mozilla/5.0 (Linux; Android 8.0.0; CUBOT_P20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.110 Mobile Safari/537.36",
      "Mozilla/5.0 (Linux; U; Android 10; en-US; Cubot X30 Build/QP1A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/78.0 Mobile Safari/537.36",
      "Mozilla/5.0 (Linux; Android 14; SM-S918B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.123 Mobile Safari/537.36 CamScanner/4.8.5",
    ])
  func soundalikes(agent: String) {
    #expect(ClickKind(userAgent: agent) == .person)
  }

  @Test(
    "crawlers, libraries and driven browsers are bots",
    arguments: [
      "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      "Googlebot-Image/1.0", "AdsBot-Google (+http://www.google.com/adsbot.html)", "GoogleOther",
      "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
      "Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)",
      "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "DuckDuckBot/1.1",
      "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1)",
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
      "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "CCBot/2.0 (https://commoncrawl.org/faq/)",
      "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider)",
      "curl/8.5.0", "Wget/1.21.4", "python-requests/2.32.3", "Python-urllib/3.12", "Python/3.12 aiohttp/3.9.5",
      "python-httpx/0.27.0", "Go-http-client/2.0", "okhttp/4.12.0", "axios/1.7.2", "node-fetch/1.0", "undici",
      "Java/17.0.11", "Apache-HttpClient/5.3.1 (Java/21)", "libwww-perl/6.77", "GuzzleHttp/7", "PostmanRuntime/7.39.0",
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
      "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
      "ApacheBench/2.3", "Scrapy/2.11.2 (+https://scrapy.org)", "Mozilla/5.0 zgrab/0.x", "facebook-something-bot",
      "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    ])
  func bots(agent: String) {
    #expect(ClickKind(userAgent: agent) == .bot)
    #expect(ClickKind(userAgent: agent.uppercased()) == .bot)
  }

  @Test(
    "what shows a link where it was shared is a preview",
    arguments: [
      "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "WhatsApp/2.23.20.0",
      "WhatsApp/2.2413.51 W", "Twitterbot/1.0",
      "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
      "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slackbot 1.0 (+https://api.slack.com/robots)",
      "Slack-ImgProxy (+https://api.slack.com/robots)", "TelegramBot (like TwitterBot)",
      "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
      "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "Pinterest/0.2 (+http://www.pinterest.com/)",
      "Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)",
      "Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)", "Viber/21.0.0.3",
      "Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots",
      "facebookexternalhit/1.1;line-poker/1.0", "Mastodon/4.2.8 (http.rb/5.1.1; +https://mastodon.social/)",
      "Mozilla/5.0 (compatible; Embedly/0.2; +http://support.embed.ly/)",
      "Iframely/1.3.1 (+https://iframely.com/docs/about)",
      "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
      "Synapse (bot; +https://github.com/matrix-org/synapse)",
      "meta-externalfetcher/1.1",
    ])
  func previews(agent: String) {
    #expect(ClickKind(userAgent: agent) == .preview)
  }

  @Test(
    "what watches whether pages are up is a monitor",
    arguments: [
      "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
      "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)", "Better Uptime Bot Mozilla/5.0 (Macintosh)",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Safari/537.36 StatusCake",
      "Mozilla/5.0 (compatible; DatadogSynthetics)", "Site24x7", "kube-probe/1.29", "ELB-HealthChecker/2.0",
      "Amazon-Route53-Health-Check-Service (ref 3f0d; report http://amzn.to/1vsZADi)",
      "Checkly/1.0 (https://www.checklyhq.com)",
      "GoogleStackdriverMonitoring-UptimeChecks(https://cloud.google.com/monitoring)", "Blackbox Exporter/0.24.0",
      "Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0 Mobile Safari/537.36 Chrome-Lighthouse",
      "check_http/v2.3.3 (monitoring-plugins 2.3.3)", "updown.io daemon 2.11", "Uptime-Kuma/1.23.11",
    ])
  func monitors(agent: String) {
    #expect(ClickKind(userAgent: agent) == .monitor)
  }

  @Test("an agent that does not say what it is is a bot", arguments: [nil, "", " ", "\t "])
  func missing(agent: String?) {
    #expect(ClickKind(userAgent: agent) == .bot)
  }

  @Test(
    "a browser that only looks, or fetches ahead, has not arrived",
    arguments: [
      (true, nil, ClickKind.head), (true, "prefetch", .head), (false, "prefetch", .prefetch),
      (false, "prefetch;prerender", .prefetch), (false, "Prefetch;anonymous-client-ip", .prefetch),
      (false, "preview", .prefetch), (false, nil, .person), (false, "", .person), (false, "navigate", .person),
    ] as [(Bool, String?, ClickKind)])
  func methods(isHead: Bool, purpose: String?, kind: ClickKind) {
    #expect(ClickKind(userAgent: Self.phone, isHead: isHead, purpose: purpose) == kind)
  }

  @Test("a program stays what it is, however it asks")
  func programsFirst() {
    #expect(ClickKind(userAgent: "UptimeRobot/2.0", isHead: true) == .monitor)
    #expect(ClickKind(userAgent: "Twitterbot/1.0", isHead: true, purpose: "prefetch") == .preview)
    #expect(ClickKind(userAgent: nil, isHead: true) == .bot)
  }

  @Test("only people count")
  func counting() {
    #expect(ClickKind.allCases.filter(\.counts) == [.person])
  }

  @Test("what is behind the limit is not looked at, and bytes that are not text do no harm")
  func limits() {
    let long = Self.phone + String(repeating: " ", count: Limits.userAgent)
    #expect(ClickKind(userAgent: long + "Googlebot") == .person)
    let bytes: [UInt8] = [0xff, 0x00, 0x80] + Array("googlebot".utf8) + [0xfe]
    #expect(ClickKind(userAgent: bytes.span) == .bot)
  }
}
