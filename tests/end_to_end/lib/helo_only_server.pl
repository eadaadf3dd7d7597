# Perl's Net::SMTP::Server, which knows only HELO, keeping what it gets: helo_only_server.pl PORT FOLDER, a file per recipient.
use strict;
use warnings;
use Net::SMTP::Server;
use Net::SMTP::Server::Client;

my ($port, $folder) = @ARGV;
my $server = Net::SMTP::Server->new('127.0.0.1', $port) or die "cannot listen: $!\n";
my $count = 0;
while (my $connection = $server->accept()) {
    my $client = Net::SMTP::Server::Client->new($connection) or next;
    # It serves one sender at a time, and hands over what it got when that has said QUIT.
    $client->process or next;
    for my $to (@{$client->{TO}}) {
        my ($box) = $to =~ /<?([A-Za-z0-9]+)\@/ or next;
        mkdir "$folder/$box";
        open(my $file, '>:raw', "$folder/$box/" . $count++) or die "cannot write: $!\n";
        print $file $client->{MSG};
        close $file;
    }
}
