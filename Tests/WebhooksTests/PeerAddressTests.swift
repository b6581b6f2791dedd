import Testing
import Webhooks

@Suite struct PeerAddressTests {
  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
    "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "168.63.129.15",
    "169.253.255.255", "169.255.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "2606:4700:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808",
    "2003::1", "3ffe::1",
  ])
  func belongsToSomeone(_ text: String) throws {
    #expect(try #require(PeerAddress(text)).kind == .global)
  }

  @Test(arguments: [
    "127.0.0.1", "127.255.255.255", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "100.64.0.1", "100.127.255.255", "::1", "fc00::1", "fdff::1",
    "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1",
  ])
  func isTheOperators(_ text: String) throws {
    #expect(try #require(PeerAddress(text)).kind == .local)
  }

  @Test(arguments: [
    "0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1", "168.63.129.16", "100.100.100.200",
    "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::7f00:1",
    "fe80::1", "febf::1", "fec0::1", "ff02::1", "fd00:ec2::254", "2001::1", "2001:db8::1",
    "2002:7f00:1::", "3fff::1", "64:ff9b:1::1", "100::1", "::ffff:169.254.169.254",
    "::ffff:0.0.0.0", "64:ff9b::169.254.169.254",
  ])
  func isForNobody(_ text: String) throws {
    #expect(try #require(PeerAddress(text)).kind == .reserved)
  }

  @Test(arguments: [
    "", "localhost", "1.2.3", "127.1", "0x7f.0.0.1", "1.2.3.256", ":::1", "[::1]", "1.2.3.4 ",
    "fe80::1%eth0",
  ])
  func isNoAddressInNumbers(_ text: String) {
    #expect(PeerAddress(text) == nil)
  }

  @Test func hasFourOrSixteenBytes() {
    #expect(PeerAddress(bytes: [127, 0, 0, 1]) == PeerAddress("127.0.0.1"))
    #expect(PeerAddress(bytes: [UInt8](repeating: 0, count: 16)) == PeerAddress("::"))
    for count in [0, 3, 5, 15, 17] {
      #expect(PeerAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
  }
}
