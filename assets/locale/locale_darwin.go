//go:build cgo

package locale

/*
#cgo LDFLAGS: -framework CoreFoundation
#include <CoreFoundation/CoreFoundation.h>

// preferred writes the first of the person's languages to text, "" when there is none.
static void preferred(char *text, CFIndex size) {
	text[0] = 0;
	CFArrayRef all = CFLocaleCopyPreferredLanguages();
	if (all == NULL) return;
	if (CFArrayGetCount(all) > 0 &&
	    !CFStringGetCString((CFStringRef)CFArrayGetValueAtIndex(all, 0), text, size, kCFStringEncodingUTF8)) {
		text[0] = 0;
	}
	CFRelease(all);
}
*/
import "C"

// system gives the first of the person's preferred languages. A program that was
// started from the Dock or at login has no LANG.
func system() string {
	var text [64]C.char
	C.preferred(&text[0], C.CFIndex(len(text)))
	return C.GoString(&text[0])
}
