# Writes a packet capture from a dialogue: whole TCP connections over IPv4 on Ethernet, segment by segment, and what goes wrong
# on a real network: segments twice, out of order, lost.
#
# The libpcap file format: https://www.tcpdump.org/manpages/pcap-savefile.5.html
import dataclasses
import struct

_FIN, _SYN, _RST, _PSH, _ACK = 1, 2, 4, 8, 16


@dataclasses.dataclass
class Packet:
    at: float  # seconds
    octets: bytes


def _checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Connection:
    """One TCP connection; `packets` are in the order in which the capturing machine saw them."""

    def __init__(self, client=("192.0.2.1", 40000), server=("192.0.2.25", 25), began=1000.0):
        self.ends = {"client": client, "server": server}
        self.next = {"client": 1000, "server": 900000}
        self.at = began
        self.packets = []
        self._packet("client", _SYN)
        self.next["client"] += 1
        self._packet("server", _SYN | _ACK)
        self.next["server"] += 1
        self._packet("client", _ACK)

    def wait(self, seconds):
        self.at += seconds
        return self

    def say(self, who, octets, lost=False):
        """One segment. A lost one was received, but not captured."""
        if not lost:
            self._packet(who, _PSH | _ACK, octets)
        self.next[who] += len(octets)
        return self

    def client(self, *segments):
        for octets in segments:
            self.say("client", octets)
        return self

    def server(self, *segments):
        for octets in segments:
            self.say("server", octets)
        return self

    def repeat(self, number=-1):
        """The packet of that number once more: retransmitted."""
        self.packets.append(Packet(self.at, self.packets[number].octets))
        return self

    def swap(self):
        """The last two packets came in the other order."""
        self.packets[-1].octets, self.packets[-2].octets = self.packets[-2].octets, self.packets[-1].octets
        return self

    def close(self, who="client"):
        other = "server" if who == "client" else "client"
        for end in (who, other):
            self._packet(end, _FIN | _ACK)
            self.next[end] += 1
        self._packet(who, _ACK)
        return self

    def reset(self, who):
        self._packet(who, _RST | _ACK)
        return self

    def _packet(self, who, flags, payload=b""):
        self.at += 0.001
        other = "server" if who == "client" else "client"
        source, target = self.ends[who], self.ends[other]
        addresses = b"".join(bytes(map(int, end[0].split("."))) for end in (source, target))
        acknowledged = self.next[other] if flags & _ACK else 0
        tcp = struct.pack(">HHIIBBHHH", source[1], target[1], self.next[who], acknowledged, 5 << 4, flags, 65535, 0, 0) + payload
        pseudo = addresses + struct.pack(">BBH", 0, 6, len(tcp))
        tcp = tcp[:16] + struct.pack(">H", _checksum(pseudo + tcp)) + tcp[18:]
        header = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0x4000, 64, 6, 0) + addresses
        header = header[:10] + struct.pack(">H", _checksum(header)) + header[12:]
        ethernet = b"\2\0\0\0\0\1" + b"\2\0\0\0\0\2" + b"\x08\0"
        self.packets.append(Packet(self.at, ethernet + header + tcp))


def write(path, *connections):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for packet in sorted((p for c in connections for p in c.packets), key=lambda packet: packet.at):
            seconds = int(packet.at)
            micros = round((packet.at - seconds) * 1e6)
            file.write(struct.pack("<IIII", seconds, micros, len(packet.octets), len(packet.octets)) + packet.octets)
