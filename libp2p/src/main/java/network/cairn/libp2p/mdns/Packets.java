package network.cairn.libp2p.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The two messages of peer discovery: who is there (a question for `_p2p._udp.local`), and I am
/// (that service with a TXT record of `dnsaddr=` and a multiaddr each).
///
/// Bounds: [#MAX_PACKET] bytes, [#MAX_RECORDS] records, [#MAX_TEXTS] addresses.
final class Packets {
  static final String SERVICE = "_p2p._udp.local";
  static final int MAX_PACKET = 9_000;
  static final int MAX_RECORDS = 64;
  static final int MAX_TEXTS = 64;

  /// What of an answer a link of the usual size carries in one piece, less the other records.
  private static final int TEXT_ROOM = 1_000;

  private static final String DNSADDR = "dnsaddr=";
  private static final int HEADER = 12;
  private static final int RESPONSE = 0x8400;
  private static final int IS_RESPONSE = 0x8000;
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int TXT = 16;
  private static final int AAAA = 28;
  private static final int SRV = 33;
  private static final int ANY = 255;
  private static final int IN = 1;
  private static final int CLASS = 0x7fff;
  private static final int TTL_SECONDS = 120;
  private static final int LONGEST_TEXT = 255;

  /// Peers read addresses from the texts only; those of Go look for a port all the same.
  private static final int NO_PORT = 4_001;

  private Packets() {}

  /// What a packet says.
  sealed interface Heard {
    /// Somebody asks who is there.
    record Question() implements Heard {}

    /// Somebody is there.
    ///
    /// @param addresses multiaddrs with their peers, as texts; whoever sent them may lie
    record Answer(List<String> addresses) implements Heard {}

    /// It is about something else.
    record Other() implements Heard {}
  }

  /// Who is there?
  static byte[] question() {
    ByteBuffer packet = ByteBuffer.allocate(HEADER + SERVICE.length() + 6);
    packet.putShort(4, (short) 1).position(HEADER);
    Names.write(packet, SERVICE);
    packet.putShort((short) PTR).putShort((short) IN);
    return packet.array();
  }

  /// I am, at these addresses. What is longer than a text of DNS, or no longer fits, is left out.
  ///
  /// @param name of this node for this purpose, a random label
  /// @param at one of its addresses: clients of Go pass over who has none
  static byte[] answer(String name, List<String> addresses, InetAddress at) {
    ByteBuffer packet = ByteBuffer.allocate(MAX_PACKET);
    packet.putShort(2, (short) RESPONSE).putShort(6, (short) 1).putShort(10, (short) 3);
    packet.position(HEADER);
    int start = head(packet, SERVICE, PTR);
    Names.write(packet, name + "." + SERVICE);
    end(packet, start);
    start = head(packet, name + "." + SERVICE, SRV);
    packet.putInt(0).putShort((short) NO_PORT);
    Names.write(packet, name + ".local");
    end(packet, start);
    start = head(packet, name + "." + SERVICE, TXT);
    int room = TEXT_ROOM;
    for (String address : addresses) {
      byte[] text = (DNSADDR + address).getBytes(StandardCharsets.UTF_8);
      if (text.length <= LONGEST_TEXT && text.length < room) {
        packet.put((byte) text.length).put(text);
        room -= text.length + 1;
      }
    }
    end(packet, start);
    start = head(packet, name + ".local", at instanceof Inet4Address ? A : AAAA);
    packet.put(at.getAddress());
    end(packet, start);
    byte[] whole = new byte[packet.position()];
    packet.get(0, whole);
    return whole;
  }

  private static int head(ByteBuffer packet, String name, int type) {
    Names.write(packet, name);
    packet.putShort((short) type).putShort((short) IN).putInt(TTL_SECONDS).putShort((short) 0);
    return packet.position();
  }

  private static void end(ByteBuffer packet, int start) {
    packet.putShort(start - 2, (short) (packet.position() - start));
  }

  /// Reads what anybody may have sent.
  static Heard read(byte[] bytes) throws InvalidPacket {
    if (bytes.length > MAX_PACKET) {
      throw new InvalidPacket("a packet of more than " + MAX_PACKET + " bytes");
    }
    try {
      ByteBuffer packet = ByteBuffer.wrap(bytes);
      int flags = packet.getShort(2) & 0xffff;
      int questions = packet.getShort(4) & 0xffff;
      int records =
          (packet.getShort(6) & 0xffff)
              + (packet.getShort(8) & 0xffff)
              + (packet.getShort(10) & 0xffff);
      if (questions + records > MAX_RECORDS) {
        throw new InvalidPacket("more than " + MAX_RECORDS + " questions and records");
      }
      packet.position(HEADER);
      boolean asked = asked(packet, questions);
      if ((flags & IS_RESPONSE) == 0) {
        return asked ? new Heard.Question() : new Heard.Other();
      }
      List<String> addresses = addresses(packet, records);
      return addresses.isEmpty() ? new Heard.Other() : new Heard.Answer(addresses);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException _) {
      throw new InvalidPacket("a packet that ends too early");
    }
  }

  private static boolean asked(ByteBuffer packet, int questions) throws InvalidPacket {
    boolean asked = false;
    for (int i = 0; i < questions; i++) {
      String name = Names.read(packet);
      int type = packet.getShort() & 0xffff;
      int kind = packet.getShort() & CLASS;
      asked |= name.equals(SERVICE) && (type == PTR || type == ANY) && kind == IN;
    }
    return asked;
  }

  private static List<String> addresses(ByteBuffer packet, int records) throws InvalidPacket {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      String name = Names.read(packet);
      int type = packet.getShort() & 0xffff;
      int kind = packet.getShort() & CLASS;
      packet.getInt();
      int length = packet.getShort() & 0xffff;
      ByteBuffer data = packet.slice(packet.position(), length);
      packet.position(packet.position() + length);
      if (type == TXT && kind == IN && name.endsWith("." + SERVICE)) {
        texts(data, addresses);
      }
    }
    return addresses;
  }

  private static void texts(ByteBuffer data, List<String> addresses) {
    while (data.hasRemaining() && addresses.size() < MAX_TEXTS) {
      byte[] text = new byte[data.get() & 0xff];
      data.get(text);
      String read = new String(text, StandardCharsets.UTF_8);
      if (read.startsWith(DNSADDR)) {
        addresses.add(read.substring(DNSADDR.length()));
      }
    }
  }
}
