import PrometheusText
import Testing

/// The text by the letter of its format; `Tests/Contract/check_metrics.py` has promtool and Prometheus
/// read what the service writes.
@Suite struct PrometheusWriterTests {
  private var sample: PrometheusWriter {
    var histogram = DurationHistogram()
    for seconds in [0, 0.0001, 0.00011, 0.3, 60, 61] { histogram.observe(seconds) }
    var writer = PrometheusWriter()
    writer.family("app_requests_total", .counter, "Requests; a \\ and\na line.")
    writer.sample("app_requests_total", ["route": "/a\"b\\c\nd", "status": "200"], 12)
    writer.family("app_load", .gauge, "Load.")
    writer.sample("app_load", 0.25)
    writer.family("app_seconds", .histogram, "Time.")
    writer.histogram("app_seconds", ("route", "/x"), histogram)
    return writer
  }

  @Test func aHistogramMayHaveNoLabelAndBoundsOfItsOwn() {
    var histogram = DurationHistogram(bounds: [1, 10])
    for seconds in [1, 1.5, 11] { histogram.observe(seconds) }
    var writer = PrometheusWriter()
    writer.histogram("app_seconds", histogram)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self) == """
        app_seconds_bucket{le="1"} 1
        app_seconds_bucket{le="10"} 2
        app_seconds_bucket{le="+Inf"} 3
        app_seconds_sum 13.5
        app_seconds_count 3

        """)
  }

  @Test func textIsAsTheFormatSays() {
    let lines = String(decoding: sample.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "# HELP app_requests_total Requests; a \\\\ and\\na line.")
    #expect(lines.contains("# TYPE app_seconds histogram"))
    #expect(
      lines.contains("app_requests_total{route=\"/a\\\"b\\\\c\\nd\",status=\"200\"} 12"))
    #expect(lines.contains("app_load 0.25"))
    // Buckets hold all that is not above their bound.
    #expect(lines.contains("app_seconds_bucket{route=\"/x\",le=\"0.0001\"} 2"))
    #expect(lines.contains("app_seconds_bucket{route=\"/x\",le=\"0.00025\"} 3"))
    #expect(lines.contains("app_seconds_bucket{route=\"/x\",le=\"60\"} 5"))
    #expect(lines.contains("app_seconds_bucket{route=\"/x\",le=\"+Inf\"} 6"))
    #expect(lines.contains("app_seconds_count{route=\"/x\"} 6"))
  }
}
