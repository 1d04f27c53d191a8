package ollama

import (
	"encoding/base64"
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// medium is an image, or a sound that a client put among the images.
type medium struct {
	mime string // image/…, or "" for a sound
	wave string // format of a sound: wav or mp3
	data string // base64 without white space
}

// parseMedium reads one element of "images": base64, which tells nothing of what
// it is, or a data URL.
func parseMedium(raw jsonedit.Raw) (medium, *dialect.Error) {
	s, ok := jsonedit.String(raw)
	if !ok {
		// The AI SDK serialises a Uint8Array as {"0":137,"1":80,…}.
		return medium{}, bad("bad_image", "An image must be a base64 string. Encode the bytes before sending them.")
	}
	if head, data, ok := strings.Cut(s, ","); ok && len(head) > 5 && strings.EqualFold(head[:5], "data:") {
		if !strings.HasSuffix(strings.ToLower(head), ";base64") {
			return medium{}, bad("bad_image", "An image as a data URL must be base64.")
		}
		s = data
	}
	if strings.ContainsAny(s, "\r\n") { // MIME encoders break lines
		s = strings.NewReplacer("\r", "", "\n", "").Replace(s)
	}
	if !isBase64(s) {
		return medium{}, bad("bad_image", "An image is not valid base64.")
	}
	m := medium{data: s}
	if m.mime, m.wave = sniff(s); m.mime == "" && m.wave == "" {
		return medium{}, bad("bad_image", "An image is neither PNG, JPEG, WebP nor GIF.")
	}
	return m, nil
}

// isBase64 checks the standard alphabet and the padding without decoding: images have megabytes.
func isBase64(s string) bool {
	if len(s) == 0 || len(s)%4 != 0 {
		return false
	}
	text := strings.TrimRight(s, "=")
	if len(s)-len(text) > 2 {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
		default:
			return false
		}
	}
	return true
}

// sniff tells the type by the first bytes.
func sniff(data string) (mime, wave string) {
	var head [18]byte
	n, _ := base64.StdEncoding.Decode(head[:], []byte(data[:min(24, len(data))]))
	b := string(head[:n])
	switch {
	case strings.HasPrefix(b, "\x89PNG\r\n\x1a\n"):
		return "image/png", ""
	case strings.HasPrefix(b, "\xff\xd8\xff"):
		return "image/jpeg", ""
	case strings.HasPrefix(b, "GIF87a"), strings.HasPrefix(b, "GIF89a"):
		return "image/gif", ""
	case strings.HasPrefix(b, "RIFF") && len(b) >= 12 && b[8:12] == "WEBP":
		return "image/webp", ""
	case strings.HasPrefix(b, "RIFF") && len(b) >= 12 && b[8:12] == "WAVE":
		return "", "wav"
	case strings.HasPrefix(b, "ID3"), strings.HasPrefix(b, "\xff\xfb"), strings.HasPrefix(b, "\xff\xf3"), strings.HasPrefix(b, "\xff\xf2"):
		return "", "mp3"
	}
	return "", ""
}

// appendParts writes content that holds more than text.
func appendParts(dst []byte, words text, media []medium) []byte {
	dst = append(dst, '[')
	if !words.empty() { // an empty text part is refused by some
		dst = words.append(append(dst, `{"type":"text","text":`...))
		dst = append(dst, "},"...)
	}
	for i, m := range media {
		if i > 0 {
			dst = append(dst, ',')
		}
		if m.wave != "" {
			dst = append(append(dst, `{"type":"input_audio","input_audio":{"data":"`...), m.data...)
			dst = append(append(dst, `","format":"`...), m.wave...)
		} else {
			dst = append(append(dst, `{"type":"image_url","image_url":{"url":"data:`...), m.mime...)
			dst = append(append(dst, ";base64,"...), m.data...)
		}
		dst = append(dst, `"}}`...)
	}
	return append(dst, ']')
}

// appendMedia writes a user message that holds only media.
func appendMedia(dst []byte, media []medium) []byte {
	return append(appendParts(append(dst, `{"role":"user","content":`...), nil, media), '}')
}
