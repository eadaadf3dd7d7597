M=[]
def m(name, rule, file, old, new): M.append((name,rule,'proxy/'+file,old,new))
# --- rules 1-3
m('banner_without_esmtp','1, RFC 5321 section 4.2: the banner says ESMTP','session/session.cpp','fmt::format("{} ESMTP heloise", facts_.hostname)','fmt::format("{} SMTP heloise", facts_.hostname)')
m('ehlo_answer_echoes_the_sender','2, RFC 5321 section 4.1.1.1: the first word is our host name','session/commands.cpp','Reply reply{250, {«facts_.hostname»}};','hello_->operand')
m('ehlo_keeps_the_transaction','2, RFC 5321 section 4.1.4: EHLO ends a transaction','session/commands.cpp','''    if (front_closed_) return;
    abort_transaction(now);''','''    if (front_closed_) return;''')
m('helo_gets_keywords','2: HELO is answered with one line','session/commands.cpp','if («hello_->extended») {\n        for','true')
m('lhlo_is_an_unknown_command','2: LHLO is 500 and says why','session/commands.cpp','fail(«*answer.reply»);','answer.verb == Verb::Lhlo ? replies::kUnknownCommand : *answer.reply')
m('junk_name_goes_upstream','3: only a name that every back takes','session/commands.cpp','return domain ? hello_->operand : facts_.hostname;','return hello_ ? hello_->operand : facts_.hostname;')
# --- rule 4: greeting
m('helo_without_asking_ehlo_first','4: auto tries EHLO first','session/back_dial.cpp','«(book_.knows_no_ehlo(address_, now) || book_.tired_of_ehlo(address_))»','true')
m('ehlo_5xx_is_not_learnt','4: a 5xx to EHLO is remembered for 24 hours','session/back_dial.cpp','    book_.learn_no_ehlo(address_, limits::kLearntFromReply, now);','    ;')
m('ehlo_silence_is_learnt_for_a_day','4: silence is remembered for one hour only','session/back_dial.cpp','book_.learn_no_ehlo(address_, limits::kLearntFromSilence, now);','book_.learn_no_ehlo(address_, limits::kLearntFromReply, now);')
m('ehlo_4xx_is_taken_for_no','4: a 4xx to EHLO is temporary','session/back_dial.cpp','if («reply.temporary()») {\n        const int times','false')
m('one_4xx_is_enough_for_helo','4: HELO only after two connections that ended so','backend/address_book.cpp','facts->temporary >= limits::kTemporaryGreetings','facts->temporary >= 1')
m('learnt_facts_never_expire','4: what was learnt is forgotten','backend/address_book.cpp','now.steady < facts->no_ehlo_until','facts->no_ehlo_until.count() > 0')
m('helo_on_the_connection_that_hung_up','4: after a hang-up text a new connection','session/back_dial.cpp','if (!hangs_up) return say_helo(now);','if (!hangs_up || true) return say_helo(now);')
m('ehlo_mode_falls_back_to_helo','4: greeting = "ehlo" says nothing else','session/back_dial.cpp','if («backend_.greeting == Greeting::Ehlo») {\n        last_failure_ = fmt::format("{} refused EHLO','false')
m('banner_5xx_is_a_greeting','4: a 4xx or 5xx banner: the next address','session/back_dial.cpp','if («reply.positive()») return greet(now);','reply.positive() || reply.permanent()')
m('helo_keywords_are_believed','5: keywords in a HELO reply are no offer','session/back_dial.cpp','if (reply.positive()) return greeted({}, "HELO", now);','if (reply.positive()) return greeted(read_capabilities(reply), "HELO", now);')
m('size_0_is_a_limit_of_nothing','5: SIZE 0 is no limit','extensions/size.cpp','if (ours == 0 || theirs == 0) return std::max(ours, theirs);','if (ours == 0) return theirs;')
m('the_larger_size_is_offered','21: the smaller of both limits','extensions/size.cpp','return std::min(ours, theirs);','return std::max(ours, theirs);')
m('stripping_8bitmime_leaves_smtputf8','6: SMTPUTF8 needs 8BITMIME','extensions/offer.cpp','if (extension.needs != nullptr && offer(*extension.needs, facts) == Offer::Withheld)\n        return Offer::Withheld;',';')
m('a_broken_promise_goes_upstream','6: a promise the live back cannot keep is refused','session/transaction.cpp','''    if (promise_broken(mail_.parameters, ParameterPlace::Mail, offered_facts(), live_facts()))
        return refuse_pending(replies::kPromise, now);''','    ;')
# --- rules 7-9
m('source_routes_go_upstream','7: source routes are stripped','session/transaction.cpp','path.text(«backend_.quirks.source_routes == SourceRoutes::Pass»));\n    append(line, upstream_parameters(mail_','true')
m('unoffered_parameters_go_upstream','7: only parameters that the live back offered','extensions/offer.cpp','if (used_upstream(*found->extension, facts)) upstream.push_back(parameter);','if (true) upstream.push_back(parameter);')
m('unknown_parameter_is_501','8: an unknown parameter is 555 5.5.4','session/transaction.cpp','say_own(«unknown ? 555 : 501», "5.5.4",','501')
m('unknown_parameters_are_taken','8: an unknown parameter is refused','session/transaction.cpp','if (!parameters_fit(rcpt.parameters, ParameterPlace::Rcpt)) return;',';')
m('long_lines_go_upstream','8: nothing longer than command_line','session/transaction.cpp','return line.size() + kCrlf <= backend_.limits.command_line;','return line.size() <= backend_.limits.command_line + 100;')
m('command_line_off_by_one','8: command_line counts CRLF','session/transaction.cpp','line.size() + kCrlf <= backend_','line.size() + 1 <= backend_') if False else None
m('nested_mail_is_taken','8: MAIL inside a transaction is 503','session/transaction.cpp','if (const Refusal* why = why_not(front_, Verb::Mail)) return fail(*why);','if (const Refusal* why = why_not(front_, Verb::Mail); why != nullptr && why != &replies::kNestedMail) return fail(*why);')
m('rcpt_before_mail_goes_upstream','8: sequence errors are answered here','session/front_states.h','{&replies::kSayHello, &replies::kNeedMail, kMay, kMay, &replies::kLost, &replies::kNeedMail,\n              &replies::kMessageBegun, &replies::kDead}},\n    Legality{Verb::Data','{&replies::kSayHello, &replies::kNeedMail, kMay, kMay, &replies::kLost, &replies::kNeedMail,\n              &replies::kMessageBegun, &replies::kDead}},\n    Legality{Verb::Data') if False else None
m('vrfy_tells','9: VRFY never tells','session/commands.cpp','say(«*answer.reply»);','answer.verb == Verb::Vrfy ? replies::kNoop : *answer.reply')
m('verbs_do_not_narrow','9: quirks.verbs narrows what goes upstream','session/back.cpp','return verbs.empty() || std::find(verbs.begin(), verbs.end(), verb) != verbs.end();','return true;')
# --- rules 10-13
m('the_next_command_does_not_wait','10: one command in flight','session/session.cpp','if (pending_ != Pending::None) break;\n        const auto result','if (pending_ != Pending::None \u0026\u0026 pending_ != Pending::Rcpt) break;\n        const auto result')
m('lines_with_two_codes_are_a_reply','11: differing codes are no reply','smtp/reply.cpp','if (reply_.code != code) return Malformed{fmt::format("a reply with both {} and {}", reply_.code, code)};',';')
m('bare_codes_are_not_replies','11: a bare NNN is a reply','smtp/reply.cpp','const bool bare = «line_.size() == kCode»;','false')
m('a_reply_may_have_any_number_of_lines','11: at most 128 lines','smtp/reply.cpp','if («reply_.lines.size() == limits::kReplyLines») {','false')
m('a_second_reply_is_kept_for_later','11: octets that nobody awaits are a protocol error','session/back.cpp','if (surplus && connection_ && state_ == BackState::Ready) return on_malformed("a second reply", now);',';')
m('half_an_unasked_reply_is_patience','11: half a reply that nobody awaits is one too many','session/back.cpp','if (!awaits_reply()) on_malformed("octets that no command asked for", now);',';')
m('a_2xx_to_data_is_taken_for_354','16: 2xx to DATA is a protocol error','session/back.cpp','«(reply.positive() && asked_ != Ask::Data)»;','reply.positive()')
m('354_to_rcpt_is_a_yes','11: 354 makes sense at DATA only','session/back.cpp','const bool granted = «asked_ == Ask::Data && reply.code == 354»;','reply.code == 354')
m('a_bare_250_stays_bare','11: a bare code gets words','session/reply_rules.cpp','const std::string_view words = «text.empty()» ?','false')
m('unprintable_replies_pass','32: nothing unprintable from one side to the other','session/reply_rules.cpp','prefix + printable(words.substr(0, kText - prefix.size()))','prefix + std::string(words.substr(0, kText - prefix.size()))')
m('reply_lines_may_be_too_long','11: at most 512 octets to the front','session/reply_rules.cpp','words.substr(0, kText - prefix.size())','words') if False else None
m('unknown_codes_lose_their_class','11: an unknown 4xx is 451','session/reply_rules.cpp','return reply.temporary() ? 451 : 554;','return 554;')
m('251_becomes_250','11: 251 and 252 at RCPT pass','session/reply_rules.cpp','return forwards ? reply.code : 250;','return 250;')
m('status_of_another_class_passes','12, RFC 2034 section 4: the class is the first digit','session/reply_rules.cpp','return status->klass == code / 100 ? status : std::nullopt;','return status;')
m('no_status_is_added','12: every 2xx, 4xx and 5xx carries a status','session/reply_rules.cpp','const std::string prefix = «how.statuses» ?','how.statuses && reply.permanent()')
m('552_at_rcpt_is_for_good','13, RFC 5321 section 4.5.3.1.10: 552 behind an accepted RCPT is 452','session/reply_rules.cpp','const bool too_many = how.context','const bool too_many = false \u0026\u0026 how.context')
m('recipient_limit_off_by_one','13: over limits.recipients is 452','session/transaction.cpp','(most > 0 && recipients_ >= most)','(most > 0 \u0026\u0026 recipients_ > most)')
# --- rules 14-17
m('a_dot_behind_a_bare_lf_is_framing','15: lines are unstuffed only after CRLF','wire/content_reader.cpp','case At::BareNewline: ++facts_.bare_newlines; return end_line(«At::SoftStart»);','At::LineStart')
m('dot_lf_ends_the_message','15: only CRLF.CRLF ends DATA','wire/content_reader.cpp','''                    octets.remove_prefix(1);
                    at_ = At::DotCr;''','''                    octets.remove_prefix(1);
                    at_ = At::LineStart;
                    return End{};''')
m('a_dot_is_not_taken_out','15, RFC 5321 section 4.5.2: a leading dot is taken out','wire/content_reader.cpp','«at_ = At::SoftStart;»\n                }\n                break;\n            case At::DotCr','at_ = At::SoftStart; return Run{".", true};')
m('a_dot_is_not_doubled','14, RFC 5321 section 4.5.2: a leading dot is doubled','wire/dotted_body.cpp',"if (run.line_start && run.octets.front() == '.') out.push_back('.');",';')
m('bare_newlines_are_not_counted','15: reject refuses bare CR and LF','session/intake.cpp','{«seen.bare_newlines > 0 && limits_.bare_newline == BareNewline::Reject», replies::kBareNewline}','false')
m('bare_lf_commands_pass_under_reject','15: in commands a bare LF is 500 under reject','session/commands.cpp','if («line.bare_lf && backend_.content.bare_newline == BareNewline::Reject») {','false')
m('nul_passes','15: content.nul = "reject"','session/intake.cpp','{«seen.nuls > 0 && limits_.nul == NulHandling::Reject», replies::kNul}','false')
m('354_before_the_backs','16: 354 to the front only after the back\'s','session/body.cpp','pending_ = Pending::Data;','pending_ = Pending::Data; say(replies::kStartMail); replies_.owe();')
m('terminator_apart_from_the_last_crlf','16: the terminator leaves in one write with the last CRLF','wire/dotted_body.cpp','''    if (line_start_) {
        held_ = Held::Crlf;
        octets.remove_suffix(kCrlf.size());
    }''','    ;')
m('an_early_yes_is_the_reply','16, 24: a 2xx before the terminator is no yes','session/back.cpp','''        if (!refusal) return on_malformed(fmt::format("{} before the message's end", reply.code), now);''','''        if (!refusal) { enter(BackState::Ready, now); events_.push_back(BackReply{std::move(reply), std::move(said)}); return; }''')
m('a_yes_begun_before_the_end_counts','24: octets that arrived after the terminator was submitted','session/back.cpp','if (reply.positive() && begun_early_)\n        return on_malformed("a yes that began before the message\'s end", now);',';')
m('an_early_refusal_is_not_told','16: an early 5xx is the message\'s reply','session/back_events.cpp','refuse_message(answer, "back", now);','refuse_message(replies::kLost, now);')
m('refused_body_becomes_commands','15: after a fault never back to command mode inside the body','session/body.cpp','if (verdict_ || !outflow_) return true;  // swallowed, or stored','if (verdict_) { intake_.reset(); return true; }\n    if (!outflow_) return true;') if False else None
m('chunks_are_answered_before_they_came','17: a chunk is answered when its octets are here','session/body.cpp','if (chunk_left_ > 0 || !in_chunk_ || !body_flows()) return;','if (!in_chunk_ || !body_flows()) return;')
m('chunks_of_a_dead_transaction_are_commands','17: a BDAT with a readable size is always swallowed','session/body.cpp','swallow_ = bdat.octets;','swallow_ = 0 * bdat.octets;')
m('a_failed_bdat_leaves_the_transaction','17, RFC 3030 section 2: dead until RSET','session/body.cpp','if (front_ == FrontState::Mail) kill_transaction(now);',';')
m('data_after_binarymime','17: DATA after BODY=BINARYMIME is 503','session/body.cpp','if (declared_binary()) return fail(replies::kNeedBdat);',';')
m('unreadable_chunk_sizes_go_on','17: an unreadable size is 501 and close','session/commands.cpp','«return end_front(nullptr, now);»\n    }\n    count_error(error.text);','return;')
m('no_final_crlf_is_added','17: content without a final CRLF gets one','wire/dotted_body.cpp','out.append(empty_ ? ".\\r\\n" : "\\r\\n.\\r\\n");','out.append(empty_ || !line_start_ ? ".\\r\\n" : "\\r\\n.\\r\\n");')
# --- rules 18-23
m('8_bit_is_not_converted','18: octets over 127 never to a 7-bit back','session/body.cpp','needs.seven_bit = !used_upstream(kEightBitMime, facts) && content.eight_bit == Handling::Convert;','needs.seven_bit = false;')
m('everything_is_converted','18: what is 7-bit passes octet for octet','session/body.cpp','needs.seven_bit = !used_upstream(kEightBitMime, facts) && content.eight_bit == Handling::Convert;','needs.seven_bit = content.eight_bit == Handling::Convert;')
m('long_lines_pass','18: lines over text_line are converted','session/body.cpp','needs.line_max = content.long_lines == Handling::Convert ? backend_.limits.text_line : 0;','needs.line_max = 0;')
m('eight_bit_reject_passes','18: content.eight_bit = "reject" refuses','session/intake.cpp','{«seen.eight_bit && !limits_.eight_bit», replies::kEightBit}','false')
m('binary_is_not_converted','19: BINARYMIME becomes base64','session/body.cpp','needs.no_binary = declared_binary() && !native;','needs.no_binary = false;')
m('utf8_local_parts_go_upstream','20, RFC 6531 section 3.5: a local part that is not ASCII is refused','session/transaction.cpp','if (!is_ascii(path.local)) return shown + ": the gateway takes ASCII local parts only";',';')
m('utf8_headers_are_not_downgraded','20: headers become encoded words','session/body.cpp','needs.ascii_headers = needs.seven_bit || (smtputf8 && !used_upstream(kSmtpUtf8, facts));','needs.ascii_headers = false;')
m('utf8_reject_converts','20: content.utf8 = "reject"','session/body.cpp','needs.headers_too = !(smtputf8 && content.utf8 == Handling::Reject);','needs.headers_too = true;')
m('domains_stay_utf8','20: domains become A-labels','session/transaction.cpp','if (const auto domain = to_a_labels(said.domain)) said.domain = *domain;',';')
m('size_is_not_checked_at_mail','21: SIZE= over the limit is 552 at MAIL','session/transaction.cpp','if (limit > 0 && octets > limit) return refuse_sender(replies::kTooLarge);',';')
m('size_is_not_counted_in_the_body','21: counted through DATA and BDAT','session/intake.cpp','{«limits_.octets > 0 && seen.octets > limits_.octets», replies::kTooLarge}','false')
m('size_limit_off_by_one','21: exactly the limit passes','session/intake.cpp','seen.octets > limits_.octets','seen.octets >= limits_.octets') if False else None
m('growth_by_conversion_does_not_count','21: growth by conversion counts','session/outflow.cpp','if (plan_.octets_max > 0 && octets_ > plan_.octets_max)\n        refusal_','if (plan_.octets_max > 0 \u0026\u0026 octets_ > plan_.octets_max \u0026\u0026 !conversion_)\n        refusal_')
m('refused_in_mid_body_but_sent','21: dropped without ever sending the terminator','session/body.cpp','if (!burst() || pending_ == Pending::Flow || pending_ == Pending::Burst) back_.drop(now);','if (back_.streaming()) back_.end_message("\\r\\n.\\r\\n", now);')
m('no_received_field','23: a Received field on top','session/body.cpp','if (!backend_.content.received) return {};','return {};')
m('for_with_two_recipients','23, RFC 5321 section 7.2: for only with one recipient','session/body.cpp','recipients_ == 1 ? std::string_view(recipient) : std::string_view()','std::string_view(recipient)')
m('received_says_esmtp_after_helo','23, RFC 3848: the protocol word','session/body.cpp','(extended ? "ESMTP" : "SMTP")','"ESMTP"')
m('loops_go_on','23: over 100 Received fields is 554 5.4.6','session/intake.cpp','{«watch_.received_lines() > limits::kReceivedLines», replies::kLoop}','watch_.received_lines() > 2 * limits::kReceivedLines')
m('loop_limit_off_by_one','23: 100 Received fields pass','session/intake.cpp','watch_.received_lines() > limits::kReceivedLines','watch_.received_lines() > 99') if False else None
# --- rules 24-30
m('a_refusal_is_told_as_yes','24: 250 means that this back said 2xx','session/back_events.cpp','''    say(answer);
    end_transaction();
    flush();
    if (front_closed_) return let_back_go(now);''','''    if (reply.temporary()) say_own(250, "2.0.0", "OK"); else say(answer);
    end_transaction();
    flush();
    if (front_closed_) return let_back_go(now);''')
m('a_loss_after_the_end_is_a_yes','25, RFC 1047: unclear is 451','session/back_events.cpp','«if (!front_gone_) say(answer);»\n    if (burst()','if (!front_gone_) { if (pending == Pending::End && event.after_end) say_own(250, "2.0.0", "OK"); else say(answer); }')
m('outcome_unknown_is_not_noted','25: counted and logged with the Message-ID','session/back_events.cpp','event.after_end ? NoteKind::OutcomeUnknown : NoteKind::MessageRefused','NoteKind::MessageRefused')
m('sender_did_not_hear_is_not_noted','25: logged as sender_did_not_hear','session/back_events.cpp','        note_message(NoteKind::SenderDidNotHear, answer, "back", event.said);','        ;')
m('the_reply_is_not_waited_out','25: after the terminator the reply is waited out','session/session.cpp','if (awaits_outcome()) return;  // wait the reply out; on_message_reply() tells',';')
m('half_a_message_is_ended','25: a front gone in mid-body never ends the message','session/session.cpp','} else if (!back_.closed()) {\n        «back_.drop(now);»\n    }\n}\n\nvoid Session::Impl::on_front_closed','if (back_.streaming() && !back_.chunked()) back_.end_message("\\r\\n.\\r\\n", now); else back_.drop(now);')
m('a_message_is_sent_again_after_its_end','25: nothing is sent a second time once the terminator was submitted','session/back_events.cpp','if (burst() && message_complete() && !event.after_end) return on_burst_lost(event, now);','if (burst() \u0026\u0026 message_complete()) return on_burst_lost(event, now);')
m('a_refused_mail_goes_to_the_next_address','26: never on another reply to MAIL','session/back.cpp','if (asked_ == Ask::Mail) transaction_open_ = reply.positive();','if (asked_ == Ask::Mail \u0026\u0026 reply.permanent()) return lost("refused", Loss::Gone, now);\n    if (asked_ == Ask::Mail) transaction_open_ = reply.positive();')
m('a_dead_address_is_tried_at_once','26: a dead address is set aside','backend/address_book.cpp','if (facts.being_tried || now.steady < facts.set_aside_until) return false;',';')
m('setting_aside_does_not_double','26: 30 s, doubling to 10 min','backend/address_book.cpp','std::min(2 * facts.set_aside_for, limits::kSetAsideMost)','limits::kSetAside')
m('many_try_a_dead_address','26: one waiting transaction tries it','backend/address_book.cpp','    facts.being_tried = true;\n    return true;','    return true;')
m('421_is_relayed','27: 421 from the back is never relayed','session/back.cpp','if (reply.code == 421) return lost("421", Loss::Said421, now);',';')
m('data_goes_on_after_a_loss','27: after a loss 451, never 354','session/joint_rules.h','forced_front(FrontState front, BackState back) {\n    «for (const JointRule& rule : kJointRules) {\n        if (rule.front == front && rule.back(back)) return rule.forced;\n    }»','if (front == FrontState::Mail && holds_no_transaction(back)) return FrontState::Lost;')
m('last_come_first_served','28: oldest first','backend/turnstile.cpp','queue_.push_back(ticket);','queue_.push_front(ticket);')
m('one_place_too_many','28: limits.sessions','backend/turnstile.cpp','inside_.size() + resting_.size() < places_','inside_.size() + resting_.size() <= places_')
m('session_gap_is_not_kept','28: session_gap','backend/turnstile.cpp','if (places_ > 0 && gap_.count() > 0) resting_.push_back(now.steady + gap_);',';')
m('who_leaves_stays_in_the_queue','28: a place in turn is given up by a front that goes away','backend/turnstile.cpp','if (waiting != queue_.end()) queue_.erase(waiting);',';')
m('queue_timeout_is_not_kept','28: 451 4.3.2 after queue_timeout','session/front_time.cpp','return mail_since_ + (back_.waiting_turn() ? std::min(setup, queue) : setup);','return mail_since_ + setup;')
m('hold_is_not_kept','28: limits.hold','session/front_time.cpp','if (others_wait_ && !back_unneeded() && !back_.closed())','if (false)')
m('an_idle_back_is_kept_from_others','28: an idle back connection is closed before another has to wait','session/back_events.cpp','if (others_wait_ && back_unneeded() && back_.ready()) back_.quit(now);',';')
m('setup_is_not_bounded','29: all waiting at MAIL is bounded by setup','session/front_time.cpp','std::min(setup, queue) : setup);','queue : Duration(setup * 1000));') if False else None
m('a_mixed_burst_is_sent','30: mixed: nothing is sent','session/burst.cpp','conclude_burst(own(replies::kMixed), "heloise", {}, now);','ask_burst_data(now);')
m('burst_verdicts_are_not_remembered','30: the verdicts are remembered','session/burst.cpp','book_.verdicts().remember(mail_.reverse_path.text(), one.rcpt.forward_path.text(), *one.verdict, now);',';')
m('a_temporary_verdict_lasts_a_day','30: a 4xx is remembered for 5 minutes','backend/verdicts.cpp','reply.temporary() ? limits::kTemporaryVerdictLasts : limits::kVerdictLasts','limits::kVerdictLasts')
m('verdicts_are_shared_by_all_senders','30: keyed by reverse-path and recipient','backend/verdicts.cpp','const auto known = «verdicts_.find(Key(reverse_path, recipient))»;\n    if (known == verdicts_.end()) return nullptr;','std::find_if(verdicts_.begin(), verdicts_.end(), [&](const auto& one) { return one.first.second == recipient; })')
m('the_verdict_table_has_no_bound','30: a bounded table','backend/verdicts.cpp','if (verdicts_.size() >= limits::kVerdicts) forget(verdicts_.find(*oldest_first_.front()));',';')
m('burst_goes_on_for_ever','30: at most burst_start','session/front_time.cpp','return run_.since + (back_.waiting_turn() ? std::min(start, queue) : start);','return run_.since + 1000 * start;')
m('all_refused_tells_the_last_reply','30: the first 5xx','session/burst.cpp','const BurstRun::Judged first = run_.judged.front();  // a copy: the transaction ends','const BurstRun::Judged first = run_.judged.back();')
m('a_full_disk_is_not_noticed','30: a full disk is 452 4.3.1','session/body.cpp','''    refuse_message(replies::kSpoolFull, now);
    if (!intake_) give_verdict(now);''','''    if (!intake_) give_verdict(now);''') if False else None
m('the_spool_has_no_bound','30: limits.spool','session/store.cpp','if (octets.size() > spool_max_ - spooled_) return false;',';')
# --- rules 33-37
m('errors_are_not_counted','33: 20 errors in a row, then 421','session/session.cpp','if (++errors_ >= limits::kErrors) end_front','if (++errors_ >= 10 * limits::kErrors) end_front')
m('junk_is_not_counted','33: commands that carry no mail are bounded','session/session.cpp','if (++junk_ > limits::kJunk) count_error(what);',';')
m('speaking_before_the_banner_is_taken','34: octets before our banner: 554 and close','session/session.cpp','«return end_front(&replies::kTooEarly, now);»\n    }\n    if (ahead_.empty()','started_ = true;')
m('octets_behind_data_are_content','34: after DATA and before 354: 554 and close','session/session.cpp','if (pending_ == Pending::Data && !octets.empty()) end_front(&replies::kTooEarly, now);',';')
m('http_is_an_error_like_any','35: an HTTP verb closes at once','session/commands.cpp','''            return end_front(nullptr, now);
        default: return on_odd(plain);''','''            return fail(replies::kUnknownCommand);
        default: return on_odd(plain);''')
m('everybody_may_be_written_to','36: access.recipients','session/transaction.cpp','if (!ours) return &replies::kRelaying;',';')
m('routing_in_a_local_part_passes','36: an address the gateway might route on','session/transaction.cpp','return routed ? &replies::kRouting : nullptr;','return nullptr;')
m('postmaster_needs_a_domain','36, RFC 5321 section 4.5.1: <Postmaster> always passes','session/transaction.cpp','if (path.domain.empty() && path.route.empty() && equal_ignoring_case(path.local, "postmaster"))\n        return nullptr;',';')
m('a_subdomain_is_the_domain','36: "example.org" is itself only','session/transaction.cpp',"if (!pattern.starts_with('.')) return equal_ignoring_case(domain, pattern);","if (!pattern.starts_with('.')) return domain.ends_with(pattern);")
m('idle_sessions_outlive_a_drain','37: idle sessions get 421 at once','session/session.cpp','''    draining_ = true;
    end_if_draining(now);''','''    draining_ = true;''')
m('a_stop_forgets_the_outcome','37: a submitted terminator gets up to data_end','session/session.cpp','if (!awaits_outcome()) end_front(&replies::kStopping, now);','end_front(\u0026replies::kStopping, now);')
# --- timeouts
m('data_end_is_as_short_as_a_command','RFC 5321 section 4.5.3.2.6: ten minutes for the end','session/back_states.h','return kBackStates[«static_cast<std::size_t>(state)»];','static_cast<std::size_t>(state == BackState::Ending ? BackState::Leaving : state)')
m('the_front_is_never_idle_too_long','33: time of a session that makes no progress','session/front_time.cpp','Duration patience = backend_.limits.idle;','Duration patience = 1000 * backend_.limits.idle;')
# --- content
m('text_becomes_base64','18: text becomes quoted-printable','content/encoding_choice.cpp','','') if False else None
m('an_equals_sign_stays','RFC 2045 section 6.7: "=" is encoded','content/quoted_printable.cpp','','') if False else None
# --- edge
m('guarded_writes_are_not_guarded','11, 24: nothing is asked of a back that has spoken already','edge/back_leg.cpp','if («guarded && connection_->has_unheard()») {','false')
m('a_choked_back_is_not_felt','backpressure: a front is not read while its back is behind','edge/driver.cpp','const bool back_flows = «back_.backlog() < limits::kUnsent»;','true')
m('a_busy_disk_is_not_felt','backpressure: a front is not read while the disk is behind','edge/driver.cpp','const bool disk_flows = «spool_.backlog() < limits::kUnsent»;','true')
m('reads_overtake_writes_of_the_spool','what is written to the spool is read after it','edge/spool.cpp','if (reads && spool_.backlog_ - backlog() >= limits::kUnsent) return;',';')
m('stale_reads_of_the_spool_answer','an answer to a read from before SpoolForget never comes','edge/spool.cpp','«stale_ = at_work_ != nullptr;»\n    if (!stale_','stale_ = false;')
m('nobody_is_told_that_others_wait','28: those inside hear that others wait','edge/turns.cpp','    // Who is told may leave.','    return;\n    // Who is told may leave.') if False else None

m('other_parts_become_quoted_printable','18: text becomes quoted-printable, the rest base64','content/encoding_choice.cpp','if (!text_) return true;','if (!text_) return false;')
m('text_becomes_base64','18: text becomes quoted-printable','content/encoding_choice.cpp','return meter_.quoted_printable() > meter_.base64() + meter_.base64() / 8 + kFewOctets;','return true;')
m('any_charset_is_utf8','18, RFC 1428: unknown-8bit where it is not UTF-8','content/encoding_choice.cpp','return "unknown-8bit";','return "utf-8";')
m('utf8_is_not_looked_at','18: charset utf-8 only if valid','content/encoding_choice.cpp','valid_ = character != 0;','valid_ = true;')
m('replies_may_be_of_any_size','11: replies are bounded','smtp/reply.cpp','if («octets_ > limits::kReplyOctets») {','false')
m('lowercase_keywords_are_unknown','RFC 5321 section 4.1.1.1: keywords in any case','smtp/ehlo.cpp','return «equal_ignoring_case(one.name, keyword)»;','one.name == std::string_view("x")')
m('auth_equals_is_unknown','5: AUTH=LOGIN is read as AUTH','smtp/ehlo.cpp','if («starts_with_ignoring_case(rest, kOldAuth)») {','false')
m('sizes_over_31_bits_go_upstream','21: SIZE= upstream fits old gateways','extensions/size.cpp','std::to_string(«std::min(read_size(value), kMostUpstream)»)','read_size(value)')
m('pass_offers_what_the_back_lacks','extensions: pass is offered only when native','extensions/offer.cpp','if («policy == KeywordPolicy::Pass || extension.when_back_lacks == WhenBackLacks::Withhold»)','extension.when_back_lacks == WhenBackLacks::Withhold')
m('strip_is_used_upstream','extensions: strip is neither offered nor used','extensions/offer.cpp','if («policy == KeywordPolicy::Strip») return Offer::Withheld;','false')
m('the_larger_rcptmax_counts','LIMITS: the smaller of both','extensions/limits.cpp','return std::min(ours, theirs);','return std::max(ours, theirs);')
m('a_yes_is_enough_for_all_addresses','26: a dead address that answers is forgotten','backend/address_book.cpp','    facts.set_aside_for = {};\n    facts.being_tried = false;','    facts.being_tried = false;')
m('a_live_ehlo_reply_does_not_win','4, RFC 1869 section 4.2: a live EHLO reply always wins','session/commands.cpp','const Capabilities* known = «live ? &back_.capabilities() : book_.latest_capabilities()»;','book_.latest_capabilities()')
m('expect_hangup_is_not_expected','quirks.expect_hangup: after such a reply the back hangs up','session/back.cpp','return «!reply.positive() && std::any_of»(texts.begin()','!reply.positive() && std::none_of') if False else None
m('null_sender_is_not_replaced','quirks.null_sender: another path instead of <>','session/transaction.cpp','line.append(«replaced» ? backend_.quirks.null_sender.path','false')
m('messages_per_session_is_not_kept','limits.messages_per_session','session/back.cpp','if (ready() && most > 0 && transactions_ >= most) quit(now);',';')
m('replies_quirks_are_not_applied','quirks.replies: another reply instead','session/reply_rules.cpp','if («rule.at != place || print(reply).find(rule.match) == std::string::npos») continue;','true')
m('rset_never_is_ignored','quirks.rset = "never": the connection is dropped','session/back.cpp','if (verb == "RSET" && backend_.quirks.rset == RsetUse::Never) return false;',';')
m('rset_before_helo','4: the back is reset only in a transaction','session/transaction.cpp','if (!back_.ready() || !back_.in_transaction()) return;','if (!back_.ready()) return;')
m('an_empty_message_grows','RFC 5321: an empty message is ".CRLF" alone','wire/dotted_body.cpp','    empty_ = false;\n}\n\nvoid DottedEncoder::encode_plain','    \n}\n\nvoid DottedEncoder::encode_plain') if False else None
m('long_command_lines_are_cut','33: a line too long is 500, not a command','wire/line_reader.cpp','if («too_long_ || partial_.size() + piece.size() > octets_max_») {','too_long_')
m('who_waits_goes_on_being_read','backpressure: commands ahead are bounded','session/session.cpp','return !front_closed_ && !front_gone_ && ahead_.size() - ahead_at_ < limits::kFrontAhead;','return !front_closed_ && !front_gone_;')
m('drain_ends_transactions','37: transactions may finish','session/session.cpp','if («draining_ && !busy()») end_front','draining_')
m('spooled_octets_come_twice','30: what was stored is sent once','session/store.cpp','void Store::on_spooled(std::string_view octets) {\n    «read_ += octets.size();»',';')
m('the_spool_is_read_from_its_beginning','30: what was stored is sent in order','session/store.cpp','const std::uint64_t at = «read_ - memory_.size()»;','0 * read_')
m('another_address_gets_half_of_it','26: in burst another address gets the whole message','session/body.cpp','    outflow_.reset();  // what was stored stays','    outflow_.reset(); store_.reset();  // what was stored stays') if False else None
m('three_attempts_become_thirty','26: a complete message is tried at three addresses','session/burst.cpp','++run_.attempts < limits::kBurstAttempts','++run_.attempts < 10 * limits::kBurstAttempts')
m('nonsense_is_tried_again','26: in burst the next address for loss and 421 only','session/burst.cpp','const bool may_retry = «!event.nonsense && in_time»','in_time')
m('a_lost_transaction_takes_recipients','27: after a loss RCPT answers 451 4.4.2','session/back_events.cpp','        front_ = FrontState::Lost;\n    } else {','        front_ = FrontState::Mail;\n    } else {') if False else None
m('the_wall_clock_is_the_timer','23: the date in Received is the wall clock\'s','session/body.cpp','message_wall_ = now.wall;','message_wall_ = {};')
m('blanks_at_the_end_are_not_escaped','transcripts: a blank at the end is written \\x20','observe/escapes.cpp','const bool last_blank = «c == \' \' && i + 1 == octets.size()»;','false')
m('notes_are_not_counted_in_a_replay','transcripts: a note that is named comes exactly so often','observe/expectations.cpp','if («lines[kind] == nullptr || expected[kind] == notes_[kind]») continue;','lines[kind] == nullptr || expected[kind] <= notes_[kind]')
m('a_replay_may_end_early','transcripts: what is expected comes','observe/expectations.cpp','    settle(Side::Back);\n    finish_notes();','    finish_notes();')
m('octets_after_close_are_fine','stage: nothing to the front after Close','observe/stage.cpp','if (front_ == LegState::Closed) return fail("nothing to the front after Close", send.octets);',';')
import sys,os
bad=0
for n,r,f,o,w in M:
    s=open('/work/main/'+f).read()
    c=s.count(o.replace('«','').replace('»',''))
    if c!=1: print(n,f,c); bad+=1
names=[x[0] for x in M]; assert len(set(names))==len(names)
print(len(M),'mutants',bad,'bad')
if not bad:
    out=["# What scripts/mutate breaks, one place at a time: see tests/mutation/README.md.","#","# `old` stands exactly once in `file`; `new` takes its place when the mutant is chosen. What ends in \";\" or \"}\" is a statement,","# anything else an expression.",""]
    for n,r,f,o,w in M:
        def q(x):
            assert "'''" not in x
            return "'''"+x+"'''" if ('\n' in x or "'" in x) else "'"+x+"'"
        out+=["[[mutant]]",f'name = "{n}"',"rule = "+q(r if r[0].isalpha() else "rule "+r),f'file = "{f}"',"old = "+q(o),"new = "+q(w),""]
    open('/work/main/tests/mutation/mutants.toml','w').write("\n".join(out[:-1])+"\n")
