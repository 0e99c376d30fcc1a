/// The words by which programs give themselves away in their user agents, one a line, in the notation of
/// `AgentPatterns`.
///
/// Sources, consulted in their versions of July 2026: the public lists crawler-user-agents
/// (github.com/monperrus/crawler-user-agents, with its tags for previews and monitoring) and isbot
/// (github.com/omrilotan/isbot). The words are chosen by hand so that few suffice: a general word such as `crawl` stands
/// for all the names that contain it, and only names that no general word covers are listed.
enum KnownAgents {
  static let patterns = AgentPatterns([
    (.harmless, harmless), (.bot, generalWords), (.bot, crawlers), (.bot, libraries), (.bot, automation),
    (.monitor, monitors), (.preview, previews),
  ])

  /// Phones and browsers whose names end like a program's.
  private static let harmless = """
    <cubot
    <cubot_
    camscanner
    mozacfetch
    libhttp
    """

  /// Words that a program's agent has and a browser's has not.
  private static let generalWords = """
    bot>
    bots>
    bot_
    crawl
    spider
    scrape
    scraping
    scanner>
    scan>
    fetch
    http
    indexer
    harvest
    feed
    <rss
    validator
    checker
    link check
    linkcheck
    analyzer
    extractor
    parser
    ://
    (at)
    .com>
    .ai>
    agent>
    archiv
    audit
    classifier
    research
    scanning
    sitemap
    inspector
    favicon
    retriever
    webhook
    finder>
    optimizer>
    transcoder
    ^search
    expander
    toolbox
    api client
    """

  /// Search engines, scanners, archives and assistants that no general word covers.
  private static let crawlers = """
    slurp
    mediapartners
    google-
    -google>
    googleother
    google favicon
    googleimageproxy
    googleproducer
    googledocs
    apis-google
    appengine-google
    storebot
    inspectiontool
    ia_archiver
    heritrix
    nutch
    teoma
    yeti/
    sogou
    daum/
    daumoa
    seekport
    qwantify
    ahrefs
    semrush
    sistrix
    screaming frog
    seokicks
    megaindex
    netcraft
    censysinspect
    internetmeasurement
    expanse
    nmap
    zgrab
    masscan
    nikto
    sqlmap
    wpscan
    acunetix
    nessus
    openvas
    qualys
    virustotal
    tineye
    turnitin
    proximic
    grapeshot
    admantx
    omgili
    webzio
    meltwater
    brandwatch
    mediatoolkit
    muckrack
    datanyze
    builtwith
    <bw/
    wappalyzer
    bluecoat drtr
    safebrowsing
    anthropic-ai
    claude-web
    claude-user
    cohere-ai
    chatgpt-user
    perplexity-user
    mistralai-user
    duckduckgo-favicons
    meta-externalagent
    meta-externalads
    meta-webindexer
    google-extended
    gemini-deep-research
    wordpress
    simplepie
    miniflux
    inoreader
    newsblur
    netvibes
    theoldreader
    magpie
    superfeedr
    moreover
    barkrowler
    bubing
    httrack
    webcopier
    sitesucker
    webzip
    offline explorer
    teleport
    larbin
    xenu
    wayback
    yahoocachesystem
    yahoomailproxy
    cloudflare
    cloudfront
    clamav
    foregenix
    hardenize
    hotjar
    nuclei
    onetrust
    openai/
    owler
    pageburst
    request-promise
    scope3
    sparkler
    securityheaders
    collapsify
    dmbrowser
    linktiger
    manus-user
    devin/
    watchtowr
    w3c
    ^amazon
    ^azure
    microsoft-cryptoapi
    google search console
    google page speed
    coccoc
    newspaper/
    dataprovider
    twingly
    googleagent
    trustly
    klaviyo
    sendgrid
    sparkpost
    swisscows
    marketgoo
    tracemyfile
    evc-batch
    mixnode
    hubspot
    zapier
    ifttt
    integromat
    stripe/
    shopify-captain-hook
    svix
    instapaper
    pocketparser
    readability
    printfriendly
    grammarly
    siteimprove
    monsido
    silktide
    trendsmap
    proxy
    """

  /// Libraries and command lines that send requests, none of them a browser.
  private static let libraries = """
    ^curl
    curl/
    wget
    python
    urllib
    aiohttp
    lwp-
    lwp:
    libwww-perl
    ^libwww
    perl/
    php/
    ^php
    guzzle
    java/
    <jakarta
    jetty
    okhttp
    axios
    node-fetch
    ^node
    undici
    superagent
    <got/
    ^got
    <ruby
    faraday
    mechanize
    typhoeus
    scrapy
    colly
    <go-
    fasthttp
    restsharp
    postman
    insomnia
    ^dart
    winhttp
    powershell
    indy library
    anyevent
    ahc/
    reactor-netty
    ^rest
    libcurl
    ^cpp
    ^hyper
    reqwest
    ureq
    ^deno
    ^bun/
    apachebench
    ^wrk
    ^hey/
    ^k6/
    ^vegeta
    ^siege
    jmeter
    gatling
    locust
    loader.io
    """

  /// Browsers that a program drives.
  private static let automation = """
    headless
    phantomjs
    slimerjs
    selenium
    webdriver
    puppeteer
    playwright
    cypress
    splash
    prerender
    webkit2png
    wkhtmlto
    browsershots
    screenshot
    htmlunit
    zombie.js
    """

  /// Services that watch pages.
  private static let monitors = """
    monitor>
    monitoring
    uptime
    pingdom
    statuscake
    site24x7
    24x7
    hetrixtools
    freshping
    nodeping
    updown.io
    zabbix
    nagios
    check_http
    blackbox exporter
    blackbox-exporter
    healthcheck
    health-check
    health check
    healthchecks
    kube-probe
    googlehc
    prometheus
    prtg
    catchpoint
    dareboost
    gtmetrix
    chrome-lighthouse
    pagespeed
    ptst/
    speedcurve
    synthetic
    datadog
    newrelic
    checkly
    thousandeyes
    appinsights
    jetmon
    ohdear
    alertsite
    dejaclick
    wormly
    montastic
    panopta
    logicmonitor
    <sentry/
    sentry>
    hosttracker
    checkhost
    check-host
    cron-job
    pulsetic
    internetvista
    websitepulse
    uptrends
    uptimia
    downnotifier
    isdown
    rigor
    hydrozen
    solarwinds
    pingping
    wheresitup
    keycdn
    gomezagent
    <monit/
    xymon
    hobbit
    collectd
    ghost inspector
    observepoint
    neustar wpm
    """

  /// What shows a link where it was shared.
  private static let previews = """
    preview
    facebookexternalhit
    facebookcatalog
    facebookplatform
    facebot
    meta-externalhit
    meta-externalfetcher
    twitterbot
    linkedinbot
    slackbot
    slack-imgproxy
    discordbot
    telegrambot
    ^whatsapp
    ^viber
    ^snapchat
    pinterestbot
    pinterest/0
    pinterest.com
    vkshare
    vkrobot
    odklbot
    redditbot
    line-poker
    kakaotalk-scrap
    kakaostory
    embedly
    iframely
    mastodon
    pleroma
    akkoma
    misskey
    summaly
    friendica
    lemmy
    gotosocial
    cardyb
    ^bluesky
    synapse
    mattermost
    rocket.chat
    zulip
    keybasebot
    groupmebot
    dingtalkbot
    richlinkbot
    unfurl
    opengraph
    onebox
    citoid
    metainspector
    flipboardproxy
    tumblr/
    xing-content
    disqus
    ^hatena
    outbrain
    snap url
    steamchat
    googlemessages
    linkexpander
    github-camo
    peekbot
    mediumbot
    quora-bot
    xing bot
    fastmailua
    signal-desktop-link
    """
}
