# The TCP connections of a packet capture, put together by tshark: who said what, when, in the order of the stream.
#
# Retransmitted and reordered segments are tshark's affair (`-z follow`); what is missing for good it says, and such a
# connection is not handed out.
import base64
import dataclasses
import re
import subprocess

BATCH = 64  # connections that one run of tshark follows: a run reads the whole file


class CaptureError(Exception):
    """The file cannot be read, or a connection of it is no whole conversation."""


@dataclasses.dataclass
class Segment:
    at: float  # seconds since the epoch
    client: bool
    octets: bytes


@dataclasses.dataclass
class Stream:
    number: int  # tshark's
    client: tuple = ()
    server: tuple = ()
    began: float = 0.0
    whole_start: bool = False  # its SYN was captured
    cut_packets: int = 0  # captured with a snapshot length too short for them
    ended_by: str = ""  # client, server: who sent the first FIN or RST
    reset: bool = False
    segments: list = dataclasses.field(default_factory=list)
    missing: list = dataclasses.field(default_factory=list)  # what tshark says of gaps
    first_packets: set = dataclasses.field(default_factory=set)

    def fault(self):
        """Why this is no whole conversation, or empty."""
        if not self.whole_start:
            return "its beginning was not captured"
        if self.cut_packets:
            return f"{self.cut_packets} packets were cut by the capture's snapshot length"
        if self.missing:
            return "; ".join(self.missing)
        if not any(segment.client for segment in self.segments):
            return "the sender said nothing"
        if all(segment.client for segment in self.segments):
            return "only the sender's direction was captured"
        return ""


def _tshark(path, *arguments):
    done = subprocess.run(["tshark", "-n", "-r", path, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CaptureError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{path}: tshark failed")
    return done.stdout


_FIELDS = ("frame.number", "frame.time_epoch", "tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst",
           "tcp.dstport", "tcp.flags.syn", "tcp.flags.ack", "tcp.flags.fin", "tcp.flags.reset", "frame.len",
           "frame.cap_len")


def _flag(text):
    return text not in ("", "0", "False")


def _headers(path, ports):
    """Stream number -> Stream, without what was said."""
    wanted = " || ".join(f"tcp.port == {port}" for port in ports)
    arguments = [word for field in _FIELDS for word in ("-e", field)]
    found = {}
    for line in _tshark(path, "-Y", wanted, "-T", "fields", "-E", "occurrence=f", *arguments).splitlines():
        (number, at, stream, source4, source6, source_port, target4, target6, target_port, syn, ack, fin, reset, length,
         captured) = line.split("\t")
        source, target = (source4 or source6, int(source_port)), (target4 or target6, int(target_port))
        one = found.get(int(stream))
        if one is None:
            one = found[int(stream)] = Stream(int(stream), began=float(at))
            to_server = target[1] in ports and not (_flag(syn) and _flag(ack))
            one.client, one.server = (source, target) if to_server else (target, source)
        one.first_packets.add(int(number))
        one.whole_start |= _flag(syn)
        one.cut_packets += length != captured
        if (_flag(fin) or _flag(reset)) and not one.ended_by:
            one.ended_by = "client" if source == one.client else "server"
            one.reset = _flag(reset)
    return found


_PEER = re.compile(r"  - peer: (\d+)\n    host: (\S+)\n    port: (\d+)\n")
_PACKET = re.compile(r"  - packet: (\d+)\n    peer: (\d+)\n(?:    index: \d+\n)?    timestamp: ([\d.]+)\n"
                     r"    data: !!binary \|\n((?:      \S+\n)+)")
_MISSING = re.compile(rb"\[(\d+) bytes missing in capture file\]\0?")


def _follow(path, streams):
    by_packet = {number: stream for stream in streams for number in stream.first_packets}
    follow = [word for stream in streams for word in ("-z", f"follow,tcp,yaml,{stream.number}")]
    for text in _tshark(path, "-q", *follow).split("peers:\n")[1:]:
        peers = {number: (host, int(port)) for number, host, port in _PEER.findall(text)}
        stream = None
        for number, peer, at, data in _PACKET.findall(text):
            octets = base64.b64decode("".join(data.split()))
            stream = by_packet.get(int(number), stream)
            gap = _MISSING.fullmatch(octets)
            if gap and float(at) == 0:
                who = "the sender's" if peers[peer] == stream.client else "the gateway's"
                said = sum(len(segment.octets) for segment in stream.segments
                           if segment.client == (peers[peer] == stream.client))
                stream.missing.append(f"{int(gap[1])} of {who} octets are missing behind octet {said}")
            elif stream is not None:
                stream.segments.append(Segment(float(at), peers[peer] == stream.client, octets))


def streams(path, ports):
    """All connections to one of the ports, in the order of the capture; ask each for its fault()."""
    found = list(_headers(path, ports).values())
    for begin in range(0, len(found), BATCH):
        _follow(path, found[begin:begin + BATCH])
    return found
