"""What an element of HTML or SVG takes in React, for components that take all that as well: `Article & ComponentProps<"li">`."""

from collections.abc import Sequence

from dovetail.core.shapes import Field, Kind
from dovetail.core.text import Range

ELEMENT_PROPS = "@element"  # how the reader of TypeScript names the props of an element
_NOWHERE = Range(0, 0)
# As `@types/react` has them, handlers of events apart, and what libraries of styles add.
_NAMES = (
    "abbr about accentHeight accept acceptCharset accessKey accumulate action additive align alignmentBaseline "
    "allow allowFullScreen allowReorder allowTransparency allowpopups alphabetic alt amplitude arabicForm as "
    "asChild ascent async attributeName attributeType autoCapitalize autoComplete autoCorrect autoFocus "
    "autoPlay autoReverse autoSave autosize azimuth baseFrequency baseProfile baselineShift bbox begin bgcolor "
    "bias blinkfeatures blocking border by calcMode capHeight capture cellPadding cellSpacing challenge charSet "
    "checked children cite classID className clip clipPath clipPathUnits clipRule closedby colSpan color "
    "colorInterpolation colorInterpolationFilters colorProfile colorRendering cols content contentEditable "
    "contentScriptType contentStyleType contextMenu controls controlsList coords crossOrigin css cursor cx cy d "
    "dangerouslySetInnerHTML data datatype dateTime decelerate decoding default defaultChecked defaultValue "
    "defer descent diffuseConstant dir dirName direction disablePictureInPicture disableRemotePlayback "
    "disableblinkfeatures disabled disableguestresize disablewebsecurity display divisor dominantBaseline "
    "download draggable dur dx dy edgeMode elevation enableBackground encType end enterKeyHint exponent "
    "exportparts externalResourcesRequired fetchPriority fill fillOpacity fillRule filter filterRes filterUnits "
    "floodColor floodOpacity focusable fontFamily fontSize fontSizeAdjust fontStretch fontStyle fontVariant "
    "fontWeight form formAction formEncType formMethod formNoValidate formTarget format fr frame frameBorder "
    "from fx fy g1 g2 glyphName glyphOrientationHorizontal glyphOrientationVertical glyphRef gradientTransform "
    "gradientUnits guestinstance hanging headers height hidden high horizAdvX horizOriginX href hrefLang "
    "htmlFor httpEquiv httpreferrer id ideographic imageRendering imageSizes imageSrcSet in in2 inert inlist "
    "inputMode integrity intercept is itemID itemProp itemRef itemScope itemType k k1 k2 k3 k4 kernelMatrix "
    "kernelUnitLength kerning key keyParams keyPoints keySplines keyTimes keyType kind label lang lengthAdjust "
    "letterSpacing lightingColor limitingConeAngle list loading local loop low manifest marginHeight "
    "marginWidth markerEnd markerHeight markerMid markerStart markerUnits markerWidth mask maskContentUnits "
    "maskUnits mathematical max maxLength media mediaGroup method min minLength mode multiple muted name "
    "noModule noValidate nodeintegration nonce numOctaves offset opacity open operator optimum order orient "
    "orientation origin overflow overlinePosition overlineThickness paintOrder panose1 part partition path "
    "pathLength pattern patternContentUnits patternTransform patternUnits ping placeholder playsInline plugins "
    "pointerEvents points pointsAtX pointsAtY pointsAtZ popover popoverTarget popoverTargetAction poster "
    "precedence prefix preload preserveAlpha preserveAspectRatio primitiveUnits property r radioGroup radius "
    "readOnly ref refX refY referrerPolicy rel renderingIntent repeatCount repeatDur required "
    "requiredExtensions requiredFeatures resource restart result results rev reversed role rotate rowSpan rows "
    "rules rx ry sandbox scale scope scoped scrolling seamless security seed selected shape shapeRendering size "
    "sizes slope slot spacing span specularConstant specularExponent speed spellCheck spreadMethod src srcDoc "
    "srcLang srcSet start startOffset stdDeviation stemh stemv step stitchTiles stopColor stopOpacity "
    "strikethroughPosition strikethroughThickness string stroke strokeDasharray strokeDashoffset strokeLinecap "
    "strokeLinejoin strokeMiterlimit strokeOpacity strokeWidth style summary suppressContentEditableWarning "
    "suppressHydrationWarning surfaceScale sx systemLanguage tabIndex tableValues target targetX targetY "
    "textAnchor textDecoration textLength textRendering title to transform translate tw type typeof u1 u2 "
    "underlinePosition underlineThickness unicode unicodeBidi unicodeRange unitsPerEm unselectable useMap "
    "useragent vAlphabetic vHanging vIdeographic vMathematical valign value values vectorEffect version "
    "vertAdvY vertOriginX vertOriginY viewBox viewTarget visibility vocab webkitdirectory webpreferences width "
    "widths wmode wordSpacing wrap writingMode x x1 x2 xChannelSelector xHeight xlinkActuate xlinkArcrole "
    "xlinkHref xlinkRole xlinkShow xlinkTitle xlinkType xmlBase xmlLang xmlSpace xmlns xmlnsXlink y y1 y2 "
    "yChannelSelector z zoomAndPan"
)
ATTRIBUTES = tuple(Field(n, _NOWHERE, Kind("unknown"), "optional", "unknown", _NOWHERE) for n in _NAMES.split())


def is_element(fields: Sequence[tuple[Field, object]]) -> bool:
    """True for the fields of what an element takes."""
    return bool(fields) and fields[0][0] is ATTRIBUTES[0]


def is_attribute(name: str) -> bool:
    """True for the name of a handler of events, and for one that anybody may make up: `onClick`, `data-state`, `aria-label`."""
    return "-" in name or (name.startswith("on") and name[2:3].isupper())
