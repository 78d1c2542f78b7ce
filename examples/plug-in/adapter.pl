#!/usr/bin/env perl
# A client of the vectorizer API in Perl, core modules only, plugged into the conformance suite:
#   vectorizer-conformance run --client 'perl adapter.pl'
use strict; use warnings; use Encode 'decode_utf8'; use JSON::PP;
use Fcntl ':flock'; use IO::Socket::INET; use IO::Uncompress::Gunzip 'gunzip'; use POSIX (); use Time::HiRes;

# 1. The client. Operation, method, path, query parameters; what is none of these is the body.
my %OPERATION = map { my ($name, @rest) = split; $name => \@rest } grep { /\S/ } split /[;\n]/, <<'END';
getHealth GET /health; getInfo GET /info; embed POST /embed vector_format
listCollections GET /collections; createCollection POST /collections
getCollection GET /collections/{collection}; deleteCollection DELETE /collections/{collection}
insertVector POST /collections/{collection}/insert upsert; batchSearch POST /collections/{collection}/batch_search vector_format
listVectors GET /collections/{collection}/vectors limit cursor ids filter with_vector with_metadata vector_format
getVector GET /collections/{collection}/vectors/{id} with_vector vector_format; replaceVector PUT /collections/{collection}/vectors/{id} upsert
updateVector PATCH /collections/{collection}/vectors/{id}; deleteVector DELETE /collections/{collection}/vectors/{id}
batchInsert POST /collections/{collection}/batch_insert; batchUpdate POST /collections/{collection}/batch_update
batchDelete POST /collections/{collection}/batch_delete; deleteByFilter POST /collections/{collection}/delete_by_filter
updateByFilter POST /collections/{collection}/update_by_filter; search POST /collections/{collection}/search vector_format
exportVectors GET /collections/{collection}/export vector_format; importVectors POST /collections/{collection}/import upsert
END
my $JSON = JSON::PP->new->utf8->allow_nonref->max_depth(4096);
my $N = "\x{FDD0}";    # Perl would round numbers: they travel as texts that begin with this mark
sub json   { my $text = $JSON->encode(shift); $text =~ s/"\xEF\xB7\x90([-+.0-9eE]+)"/$1/g; $text }
sub decode { (my $text = shift) =~ s/("[^"\\]*+(?:\\(?:u\w{4}|.)[^"\\]*+)*+")|(-?[0-9][-+.0-9eE]*)/$1 \/\/ qq("\xEF\xB7\x90$2")/ge; $JSON->decode($text) }
sub escape  { my $text = shift; utf8::encode($text); $text =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge; $text }
sub unmark  { my $text = shift; $text =~ s/^$N// if defined $text; $text }
sub request {          # gives the host and the bytes for it
    my ($name, $args, $client, $call) = @_;
    my ($method, $path, @known) = @{ $OPERATION{$name} };
    my ($host, $prefix) = $client->{base_url} =~ m{^http://([^/]+)(.*?)/*$} or die "connection: only http:// is known\n";
    for my $key (grep { exists $args->{$_} } @known, qw(if_match if_none_match)) {    # null is no text, and nothing left out
        die "validation: $key must not be null\n" if !defined $args->{$key};
        die "validation: $key must be a whole number or a text\n" if $key =~ /match/ && $args->{$key} =~ /^$N(?!\d+$)/;
    }
    $path =~ s/\{(\w+)\}/escape(delete $args->{$1})/ge;
    my @query;
    for my $key (grep { exists $args->{$_} } @known) {
        my @values = map { ref eq 'ARRAY' ? @$_ : $_ } delete $args->{$key};
        push @query, map { "$key=" . escape(ref $_ ? decode_utf8(json($_)) : unmark($_)) } @values;
    }
    my %header = (%{ $client->{headers} }, %{ $call->{headers} }, Host => $host, Accept => 'application/json, application/x-ndjson', 'Accept-Encoding' => 'gzip');
    for my $key (grep { exists $args->{$_} } qw(if_match if_none_match)) {
        my $value = delete $args->{$key};
        $header{ $key =~ tr/_/-/r } = $value =~ s/^$N// ? qq("$value") : $value;
    }
    $header{Authorization} = "Bearer $client->{api_key}" if defined $client->{api_key};
    $header{'X-Request-Id'} = $call->{request_id} if defined $call->{request_id};
    $header{'Idempotency-Key'} = $call->{idempotency_key} // join '', map { sprintf '%04x', rand 65536 } 1 .. 8 if $method =~ /POST|PATCH/;
    my $lines = $name eq 'importVectors' && join '', map { json($_) . "\n" } @{ $args->{records} };
    my $body = $lines || ($method =~ /POST|PUT|PATCH/ ? json($args) : '');
    @header{qw(Content-Type Content-Length)} = ($lines ? 'application/x-ndjson' : 'application/json', length $body) if $body;
    my $target = $prefix . $path . (@query ? '?' . join '&', @query : '');
    return ($host, join("\r\n", "$method $target HTTP/1.0", map({ "$_: $header{$_}" } sort keys %header), '', '') . $body);
}
sub exchange {         # gives the status, the headers and the body of the answer
    my ($host, $bytes) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => $host) or die "connection: $@\n";
    print {$socket} $bytes and $socket->flush;
    my ($answer, $head, $body, $got) = ('');
    while ($got = sysread $socket, $answer, 1 << 16, length $answer) {
        ($head, $body) = split /\r\n\r\n/, $answer, 2;
        last if defined $body && ($head =~ /^\S+ [23]04/ || $head =~ /^content-length: *(\d+)/mi && length $body >= $1);
    }
    die "connection: ended without a whole answer\n" if !$got && (!defined $body || $head =~ /^content-length:/mi);
    my ($status) = $head =~ m{^HTTP/1\.\d (\d+)} or die "connection: this is no HTTP\n";
    die "connection: a proxy between asks for credentials\n" if $status == 407;
    if ($head =~ /^content-encoding: *gzip\r?$/mi && length $body) {
        gunzip(\$body => \my $plain, Strict => 1) or die "response: the body is no whole gzip\n";
        $body = $plain;
    }
    return (0 + $status, { map { /^([^:]+):\s*(.*)$/ ? (lc $1 => $2) : () } split /\r\n/, $head }, $body);
}

# 2. The adapter.
sub plain {            # the protocol's special values as JSON
    my $node = shift;
    return [map { plain($_) } @$node] if ref $node eq 'ARRAY';
    return $node if ref $node ne 'HASH';
    my ($key, @more) = keys %$node;
    return { map { $_ => plain($node->{$_}) } keys %$node } if @more || ($key // '') !~ /^\$(f32|tuple|iter|bigint|float|bytes|date|unsupported)$/;
    return $node->{$key} if $key eq '$f32';    # the API takes base64, too
    return plain($node->{$key}) if $key =~ /tuple|iter/;
    die "skipped: Perl has no $key\n";
}
sub call {             # gives the members of the reply to a `run`, as JSON
    my ($client, $call) = (my $command = shift)->@{qw(client call)};
    my $limit = unmark($call->{timeout} // $client->{timeout});
    local $SIG{ALRM} = sub { die "timeout: no answer in $limit s\n" };
    Time::HiRes::alarm($limit);
    my ($status, $header, $body) = exchange(request($command->{operation}, plain($command->{arguments}), $client, $call));
    $body = '[' . join(',', grep { length } split /\n/, $body) . ']' if ($header->{'content-type'} // '') =~ /ndjson/i;
    $body =~ tr/\r\n/  /;    # between values only: a reply is one line
    my $value = $status == 204 ? ($body = 'null') : eval { $JSON->decode($body) };
    my %meta = (status => $status, request_id => $header->{'x-request-id'}, attempts => 1, headers => $header);
    my ($problem, %error) = ref $value eq 'HASH' ? $value : {};
    if ($status >= 400 || $status == 304) {
        @error{qw(kind message)} = ('status', ref($problem->{detail} // {}) ? "status $status" : "$problem->{detail}");    # it may be no text
        $error{code} = $problem->{code} if ($problem->{code} // '') =~ /^[a-z]/;
        $error{retryable} = join(" ", $status, $error{code} // "") =~ /^(408|429|502|503|504) |in-progress/ ? JSON::PP::true : JSON::PP::false;
        ref $problem->{$$_[0]} eq $$_[1] and $error{$$_[0]} = $problem->{$$_[0]} for [errors => 'ARRAY'], [report => 'HASH'];
    }
    elsif ($status >= 300) { @error{qw(kind message)} = ('redirect', 'to ' . ($header->{location} // 'nowhere')) }
    elsif (!defined $value) { @error{qw(kind message)} = ('response', 'the answer is no JSON') }
    elsif ($problem->{failed} && ($call->{raise_on_partial} // 1)) { @error{qw(kind message report)} = ('batch-partial', 'items failed', $value) }
    return %error ? '"type":"error","error":' . json({ %meta{qw(status request_id attempts)}, %error }) : qq("type":"ok","value":$body,"meta":) . json(\%meta);
}
sub reply {            # gives the line that answers a `run`
    my ($line, $id) = @_;
    my $json = eval { die "skipped: JSON::PP is slow, and this is long\n" if length $line > 1 << 18; call(decode($line)) };
    Time::HiRes::alarm(0);
    my ($kind, $message) = $@ =~ /^(\w+): (.*)/ ? ($1, $2) : ('errored', "$@");
    $json //= $kind =~ /skipped|errored/ ? qq("type":"$kind","reason":) . json($message) : '"type":"error","error":' . json({ kind => $kind, message => $message, attempts => 1 });
    return qq({"id":"$id",$json}\n);
}

my $about = json({ protocol => 1, name => 'plug-in-example', language => 'perl', runtime => "perl $^V", version => '1', features => [],
    lacks => [qw(retries validation redirects cancel paging splitting response-checks response-limit)], operations => [sort keys %OPERATION] });
$SIG{CHLD} = 'IGNORE';
while (my $line = <STDIN>) {
    my ($id) = $line =~ /"id": ?"([^"]*)"/;
    if ($line =~ /"cmd": ?"start"/) { syswrite STDOUT, qq({"id":"$id","type":"started",) . substr($about, 1) . "\n"; next }
    if ($line =~ /"cmd": ?"stop"/) { syswrite STDOUT, qq({"id":"$id","type":"stopped"}\n); last }
    fork ? next : srand;
    my $reply = reply($line, $id);
    flock DATA, LOCK_EX if open DATA, '<', $0;    # one line after another
    while (length $reply) { substr $reply, 0, syswrite(STDOUT, $reply), '' }
    POSIX::_exit(0);
}
