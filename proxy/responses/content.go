package responses

import (
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// content is what a message or a tool's result holds.
type content struct {
	texts []string
	media []jsonedit.Raw // parts of a chat message: image_url, input_audio
	parts []jsonedit.Raw // all of them in order
}

// readContent reads a text or a list of parts.
func readContent(raw jsonedit.Raw) (content, *dialect.Error) {
	var c content
	switch jsonedit.Kind(raw) {
	case '"':
		s, _ := jsonedit.String(raw)
		c.addText(s)
	case '[':
		for _, part := range jsonedit.Elements(raw) {
			if e := c.add(part); e != nil {
				return c, e
			}
		}
	case '{': // one part without a list, which some clients send
		return c, c.add(raw)
	}
	return c, nil
}

func (c *content) add(part jsonedit.Raw) *dialect.Error {
	switch kind := pathText(part, "type"); kind {
	case "input_text", "output_text", "text", "summary_text":
		c.addText(pathText(part, "text"))
	case "refusal":
		c.addText(pathText(part, "refusal"))
	case "input_image", "computer_screenshot", "image_url":
		return c.addImage(part)
	case "input_audio":
		audio, ok := jsonedit.Path(part, "input_audio")
		if !ok {
			return bad("bad_content", "A part of type input_audio has no input_audio.", nil)
		}
		c.addMedia(append(append([]byte(`{"type":"input_audio","input_audio":`), audio...), '}'))
	case "input_file":
		return bad("file_not_supported", "This account takes no files as input. Send the file's text instead.", nil)
	case "reasoning_text", "encrypted_content": // no other model can read another's thoughts
	default:
		return bad("bad_content", "The input has a part of the type '"+clip(kind)+"', which this account does not know.", nil)
	}
	return nil
}

func (c *content) addText(s string) {
	if s == "" {
		return // Anthropic's and Google's gateways refuse empty parts
	}
	c.texts = append(c.texts, s)
	c.parts = append(c.parts, append(jsonedit.AppendString([]byte(`{"type":"text","text":`), s), '}'))
}

func (c *content) addMedia(part jsonedit.Raw) {
	c.media = append(c.media, part)
	c.parts = append(c.parts, part)
}

func (c *content) addImage(part jsonedit.Raw) *dialect.Error {
	url, detail := pathText(part, "image_url"), pathText(part, "detail")
	if url == "" {
		url = pathText(part, "image_url", "url") // as in chat completions
	}
	if url == "" {
		return bad("image_not_supported", "This account has no stored files, so an image must be sent as image_url.", nil)
	}
	image := jsonedit.AppendString([]byte(`{"type":"image_url","image_url":{"url":`), url)
	switch detail {
	case "low", "high": // chat completions know no "original"
		image = jsonedit.AppendString(append(image, `,"detail":`...), detail)
	}
	c.addMedia(append(image, `}}`...))
	return nil
}

// text joins the texts. Those of a person or a program stand apart; those of an
// answer are pieces of one text.
func (c *content) text(between string) string { return strings.Join(c.texts, between) }

// appendUser writes the content of a user message: a plain string where there
// is only text, which every upstream takes.
func (c *content) appendUser(dst []byte) []byte {
	if len(c.media) == 0 {
		return jsonedit.AppendString(dst, c.text("\n\n"))
	}
	return append(dst, jsonedit.JoinArray(c.parts)...)
}

// clip shortens what is quoted in a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
