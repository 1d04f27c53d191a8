package proxy

import (
	"keyport/proxy/chat"
	"keyport/proxy/dialect"
	"keyport/proxy/sse"
)

// pipeline is what an event goes through: the editor, and for clients of
// another dialect the translation.
type pipeline struct {
	editor *chat.Stream
	into   translation
	edited []byte
	again  *sse.Splitter // the editor gives none, one or two events for one
}

func newPipeline(o chat.Options, into translation) *pipeline {
	p := &pipeline{editor: chat.NewStream(o), into: into}
	if into != nil {
		p.again = sse.NewSplitter(2 * sse.MaxEvent)
	}
	return p
}

// event appends what the client gets for one event.
func (p *pipeline) event(dst, raw []byte) []byte {
	if p.into == nil {
		return p.editor.Event(dst, raw)
	}
	p.edited = p.editor.Event(p.edited[:0], raw)
	dst = p.translate(dst)
	if p.editor.Done { // some gateways keep the connection open behind it
		dst = p.end(dst)
	}
	return dst
}

func (p *pipeline) translate(dst []byte) []byte {
	_ = p.again.Feed(p.edited, func(raw []byte) error { // whole events of bounded size: it cannot fail
		if data, _ := sse.Data(raw); len(data) > 0 && !sse.IsDone(data) {
			dst = p.into.event(dst, data)
		}
		return nil
	})
	return dst
}

// end appends what is due behind the last event of a stream that ended well.
func (p *pipeline) end(dst []byte) []byte {
	if p.into == nil {
		return p.editor.End(dst)
	}
	p.edited = p.editor.End(p.edited[:0])
	dst = p.translate(dst)
	if !p.editor.Failed && (p.editor.Done || p.editor.Finished) && p.into.failed() == nil {
		dst = p.into.end(dst)
	}
	return dst
}

// failed is why a translated answer cannot go on.
func (p *pipeline) failed() *dialect.Error {
	if p.into == nil {
		return nil
	}
	return p.into.failed()
}
